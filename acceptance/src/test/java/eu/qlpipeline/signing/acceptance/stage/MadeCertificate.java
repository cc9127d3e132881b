package eu.qlpipeline.signing.acceptance.stage;

import java.nio.file.Path;

/**
 * A certificate in both forms.
 *
 * @param pem PEM
 * @param der DER
 */
public record MadeCertificate(Path pem, Path der) {}
