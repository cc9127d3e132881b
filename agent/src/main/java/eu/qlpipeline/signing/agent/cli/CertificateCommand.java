package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.app.Inspection;
import eu.qlpipeline.signing.agent.certificate.CertificateFile;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.cli.console.JsonOption;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code certificate}: writes the certificate of the signing key, and its fingerprint. */
@Command(
        name = "certificate",
        description = {
            "Write the certificate of the signing key, read from the token, in PEM or DER.",
            "Without --out it goes to standard output; the fingerprint goes to standard error."
        })
final class CertificateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    private final ConfigOptions options;

    @Mixin
    private final JsonOption output = new JsonOption();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write to this file. One that is there is replaced only where it holds the same certificate.")
    private @Nullable Path out;

    @Option(names = "--der", description = "DER in place of PEM.")
    private boolean der;

    CertificateCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        X509Certificate certificate =
                Inspection.of(options.settings(), Clock.systemUTC()).requireCertificate();
        byte[] content = der
                ? CertificateEncoding.der(certificate)
                : CertificateEncoding.pem(certificate).getBytes(StandardCharsets.US_ASCII);
        Console console = Console.of(spec);
        if (out != null) {
            CertificateFile.write("--out", out, content);
        }
        if (output.json()) {
            var report = KeyReport.certificate(certificate);
            report.put("pem", CertificateEncoding.pem(certificate));
            console.json(report);
        } else {
            if (out == null) {
                console.bytes(content);
            }
            console.note(CertificateFingerprint.of(certificate).toString());
        }
        return ExitCode.DONE;
    }
}
