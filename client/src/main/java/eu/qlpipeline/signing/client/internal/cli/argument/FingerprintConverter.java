package eu.qlpipeline.signing.client.internal.cli.argument;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code SHA256:} and 64 hexadecimal digits. */
public final class FingerprintConverter implements ITypeConverter<CertificateFingerprint> {
    @Override
    public CertificateFingerprint convert(String text) {
        try {
            return CertificateFingerprint.parse(text);
        } catch (ContractViolation e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
