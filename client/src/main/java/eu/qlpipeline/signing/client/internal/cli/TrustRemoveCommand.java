package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.argument.FingerprintConverter;
import eu.qlpipeline.signing.client.internal.cli.failure.ExitCodes;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a certificate from the trusted list. */
@Command(name = "remove", description = "Trusts a certificate no longer.")
@SuppressWarnings("NullAway.Init") // set by picocli
final class TrustRemoveCommand implements Callable<Integer> {

    private final SigningVerifier program;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SHA256:HEX",
            converter = FingerprintConverter.class,
            description = "The certificate's fingerprint.")
    private CertificateFingerprint fingerprint;

    TrustRemoveCommand(SigningVerifier program) {
        this.program = program;
    }

    @Override
    public Integer call() throws TrustStoreException {
        TrustStore store = program.trustStore();
        store.remove(fingerprint);
        spec.commandLine().getOut().println("removed: " + fingerprint + " from " + store.directory());
        return ExitCodes.DONE;
    }
}
