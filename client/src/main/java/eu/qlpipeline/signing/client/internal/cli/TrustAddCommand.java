package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.argument.FingerprintConverter;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a certificate to the trusted list, if it has the fingerprint that was told. */
@Command(name = "add", description = "Trusts a certificate whose fingerprint was told by another way.")
@SuppressWarnings("NullAway.Init") // set by picocli
final class TrustAddCommand implements Callable<Integer> {

    private final SigningVerifier program;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A PEM file with exactly one certificate.")
    private Path file;

    @Option(
            names = "--fingerprint",
            paramLabel = "SHA256:HEX",
            required = true,
            converter = FingerprintConverter.class,
            description = "The certificate's fingerprint, as told by telephone or on paper.")
    private CertificateFingerprint fingerprint;

    TrustAddCommand(SigningVerifier program) {
        this.program = program;
    }

    @Override
    public Integer call() throws TrustStoreException {
        TrustStore store = program.trustStore();
        StoredCertificate added = store.add(file, fingerprint);
        spec.commandLine().getOut().println("trusted: " + added.fingerprint() + " in " + store.directory());
        return ExitCodes.DONE;
    }
}
