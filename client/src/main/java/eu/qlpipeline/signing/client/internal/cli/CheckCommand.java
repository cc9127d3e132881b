package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.argument.BytesArgument;
import eu.qlpipeline.signing.client.internal.cli.argument.BytesConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.CertificateConverter;
import eu.qlpipeline.signing.client.internal.cli.failure.ExitCodes;
import eu.qlpipeline.signing.client.internal.cli.output.Acceptance;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.client.verify.RecordedAnswer;
import eu.qlpipeline.signing.client.verify.VerificationException;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verifies an answer that was kept, without an agent. */
@Command(
        name = "check",
        description = {
            "Verifies a signature over a challenge offline.",
            "It proves possession of the key at some time, not now: a replayed answer passes."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class CheckCommand implements Callable<Integer> {

    private final SigningVerifier program;

    @Option(
            names = "--challenge",
            paramLabel = "HEX|BASE64|@FILE",
            required = true,
            converter = BytesConverter.class,
            description = "The challenge, 32 bytes.")
    private BytesArgument challenge;

    @Option(
            names = "--signature",
            paramLabel = "HEX|BASE64|@FILE",
            required = true,
            converter = BytesConverter.class,
            description = "The signature over it, 512 bytes.")
    private BytesArgument signature;

    @Option(
            names = "--certificate",
            paramLabel = "PEM",
            converter = CertificateConverter.class,
            description = "The certificate that came with them; it must be a trusted one. Without it, any trusted one.")
    private @Nullable X509Certificate certificate;

    @Mixin
    private VerdictOptions options;

    CheckCommand(SigningVerifier program) {
        this.program = program;
    }

    @Override
    public Integer call() throws Exception {
        options.verdict().of(verdict -> verdict.accepted(check(options.verifier(program))));
        return ExitCodes.DONE;
    }

    private Acceptance check(ChallengeVerifier verifier) throws VerificationException {
        RecordedAnswer answer = RecordedAnswer.of(challenge.bytes(), signature.bytes());
        return Acceptance.of(
                certificate == null ? verifier.checkRecorded(answer) : verifier.checkRecorded(answer, certificate));
    }
}
