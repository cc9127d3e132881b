package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.argument.AudienceConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.contract.Audience;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how the key of a certificate has to answer. */
final class ModeOptions {

    @Option(
            names = "--mode",
            paramLabel = "raw|bound",
            description = {
                "How the certificate's key answers; one mode for each stored certificate, and no other is tried.",
                "trust add: raw unless told otherwise. verify: as stored."
            })
    private @Nullable Mode mode;

    @Option(
            names = "--audience",
            paramLabel = "NAME",
            converter = AudienceConverter.class,
            description = "Mode bound: your own name, a lower-case DNS name or a URI. verify: as stored.")
    private @Nullable Audience audience;

    Optional<Mode> mode() {
        return Optional.ofNullable(mode);
    }

    /**
     * The verifier's own name.
     *
     * @throws UsageException if it is given for raw mode, which knows no names
     */
    Optional<Audience> audienceIn(Mode chosen) {
        if (audience != null && chosen == Mode.raw) {
            throw new UsageException(
                    "audience: " + audience + " (expected: none in mode raw)", null, "add --mode bound");
        }
        return Optional.ofNullable(audience);
    }

    /** The modes, by the names people type. */
    @SuppressWarnings("checkstyle:MemberName")
    enum Mode {
        /** 32 random bytes, signed as they are. */
        raw,
        /** A nonce bound to verifier, certificate and time. */
        bound
    }
}
