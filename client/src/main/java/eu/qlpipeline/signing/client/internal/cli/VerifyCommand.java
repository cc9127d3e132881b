package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.internal.cli.argument.AgentOptions;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends a fresh challenge to an agent and verifies the answer. */
@Command(name = "verify", description = "Sends a fresh challenge to an agent and verifies the answer.")
@SuppressWarnings("NullAway.Init") // set by picocli
final class VerifyCommand implements Callable<Integer> {

    private final SigningVerifier program;

    @Mixin
    private AgentOptions agent;

    @Mixin
    private VerdictOptions options;

    VerifyCommand(SigningVerifier program) {
        this.program = program;
    }

    @Override
    public Integer call()
            throws TrustStoreException, VerificationException, AgentRefusedException, AgentUnavailableException {
        ChallengeVerifier verifier = options.verifier(program);
        try (AgentClient client = agent.connect()) {
            options.verdict().print(() -> client.verify(verifier));
        }
        return ExitCodes.DONE;
    }
}
