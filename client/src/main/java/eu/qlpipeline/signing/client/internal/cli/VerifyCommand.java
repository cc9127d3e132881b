package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.bound.BoundLimits;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.internal.cli.ModeOptions.Mode;
import eu.qlpipeline.signing.client.internal.cli.argument.AgentOptions;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.internal.cli.failure.ExitCodes;
import eu.qlpipeline.signing.client.internal.cli.load.LoadResult;
import eu.qlpipeline.signing.client.internal.cli.load.StreamGroup;
import eu.qlpipeline.signing.client.internal.cli.output.Acceptance;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.contract.Audience;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends a fresh challenge to an agent and verifies the answer. */
@Command(
        name = "verify",
        description = {
            "Sends a fresh challenge to an agent and verifies the answer.",
            "With --count many, and prints a summary; it fails if a single one does."
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class VerifyCommand implements Callable<Integer> {

    private final SigningVerifier program;

    @Mixin
    private AgentOptions agent;

    @Mixin
    private ModeOptions modeOptions;

    @Mixin
    private LoadOptions load;

    @Mixin
    private VerdictOptions options;

    VerifyCommand(SigningVerifier program) {
        this.program = program;
    }

    @Override
    public Integer call() throws Exception {
        load.validate();
        TrustedCertificates trusted = program.trustStore().snapshot();
        var enrolments = new Enrolments(trusted.list());
        Mode mode = enrolments.mode(modeOptions.mode());
        Optional<Audience> asked = modeOptions.audienceIn(mode);
        try (AgentClient client = agent.connect(load.connections())) {
            if (mode == Mode.bound) {
                options.refuseSubject();
                bound(
                        client,
                        new BoundVerifier(trusted, enrolments.audience(asked), BoundLimits.DEFAULT, program.clock()));
            } else {
                raw(client, options.verifier(program, trusted));
            }
        }
        return ExitCodes.DONE;
    }

    private void raw(AgentClient client, ChallengeVerifier verifier) throws Exception {
        if (load.stream()) {
            throw new UsageException(
                    "stream: asked for in mode raw (expected: mode bound)", null, "leave --stream out");
        }
        if (load.single()) {
            options.verdict().print(() -> Acceptance.of(client.verify(verifier)));
        } else {
            many(() -> client.verifyAsync(verifier));
        }
    }

    private void bound(AgentClient client, BoundVerifier verifier) throws Exception {
        if (load.single()) {
            options.verdict().print(() -> Acceptance.of(client.verify(verifier)));
        } else if (load.stream()) {
            try (var streams = new StreamGroup(client, verifier, load.connections())) {
                many(streams);
            }
        } else {
            many(() -> client.verifyAsync(verifier));
        }
    }

    private void many(Supplier<? extends CompletableFuture<?>> source) throws Exception {
        LoadResult result = load.run(source);
        options.print(result);
        if (result.worst().isPresent()) {
            throw result.worst().get();
        }
    }
}
