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
import eu.qlpipeline.signing.client.internal.cli.output.Verdict;
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
        options.verdict().of(this::ask);
        return ExitCodes.DONE;
    }

    private void ask(Verdict verdict) throws Exception {
        load.validate();
        TrustedCertificates trusted = program.trustStore().snapshot();
        var enrolments = new Enrolments(trusted.list());
        Mode mode = enrolments.mode(modeOptions.mode());
        Optional<Audience> asked = modeOptions.audienceIn(mode);
        try (AgentClient client = agent.connect(load.connections())) {
            if (mode == Mode.bound) {
                options.refuseSubject();
                Audience audience = enrolments.audience(asked);
                var limits = BoundLimits.forDeadline(agent.deadline());
                bound(client, new BoundVerifier(trusted, audience, limits, program.clock()), verdict);
            } else {
                raw(client, options.verifier(program, trusted), verdict);
            }
        }
    }

    private void raw(AgentClient client, ChallengeVerifier verifier, Verdict verdict) throws Exception {
        if (load.stream()) {
            throw new UsageException(
                    "stream: asked for in mode raw (expected: mode bound)", null, "leave --stream out");
        }
        if (load.single()) {
            verdict.accepted(Acceptance.of(client.verify(verifier)));
        } else {
            many(() -> client.verifyAsync(verifier), verdict);
        }
    }

    private void bound(AgentClient client, BoundVerifier verifier, Verdict verdict) throws Exception {
        if (load.single()) {
            verdict.accepted(Acceptance.of(client.verify(verifier)));
        } else if (load.stream()) {
            try (var streams = new StreamGroup(client, verifier, load.connections())) {
                many(streams, verdict);
            }
        } else {
            many(() -> client.verifyAsync(verifier), verdict);
        }
    }

    private void many(Supplier<? extends CompletableFuture<?>> source, Verdict verdict) throws Exception {
        LoadResult result = load.run(source, verdict::interrupted);
        verdict.summary(result);
        Optional<Exception> worst = result.failed().worst();
        if (worst.isPresent()) {
            throw worst.get();
        }
    }
}
