package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.ModeOptions.Mode;
import eu.qlpipeline.signing.client.internal.cli.argument.FingerprintConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.internal.cli.failure.ExitCodes;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.fetch.console.PathConverter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Parameters(
            paramLabel = "FILE",
            converter = PathConverter.class,
            description = "A PEM file with exactly one certificate.")
    private Path file;

    @Option(
            names = "--fingerprint",
            paramLabel = "SHA256:HEX",
            required = true,
            converter = FingerprintConverter.class,
            description = "The certificate's fingerprint, as told by telephone or on paper.")
    private CertificateFingerprint fingerprint;

    @Mixin
    private ModeOptions mode;

    @Option(
            names = "--channel-binding",
            paramLabel = "none",
            description = "Mode bound: the connection that an answer is tied to. Only none is offered, the default.")
    private @Nullable ChannelBindingName channelBinding;

    TrustAddCommand(SigningVerifier program) {
        this.program = program;
    }

    @Override
    public Integer call() throws TrustStoreException {
        TrustStore store = program.trustStore();
        StoredCertificate added = store.add(file, fingerprint, enrolment());
        spec.commandLine().getOut().println("trusted: " + added.fingerprint() + " in " + store.directory());
        return ExitCodes.DONE;
    }

    private Enrolment enrolment() {
        Mode chosen = mode.mode().orElse(Mode.raw);
        Optional<Audience> audience = mode.audienceIn(chosen);
        if (chosen == Mode.raw) {
            if (channelBinding != null) {
                throw new UsageException(
                        "channel binding: " + channelBinding + " (expected: none of it in mode raw)", null);
            }
            return new Enrolment.Raw();
        }
        return new Enrolment.Bound(
                audience.orElseThrow(() -> new UsageException(
                        "audience: not given (expected: your own name, since mode bound ties answers to it)",
                        null,
                        "add --audience NAME, as the agent's operator entered it")),
                ChannelBinding.Type.NONE);
    }

    /** The kinds of channel binding that this program can offer, by the names people type. */
    enum ChannelBindingName {
        /** Tied to no connection. */
        none
    }
}
