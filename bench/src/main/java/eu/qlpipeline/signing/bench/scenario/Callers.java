package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.bed.Verifiers;
import eu.qlpipeline.signing.bench.scenario.Throughput.Caller;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.ChallengeStream;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import java.time.Duration;

/** The ways in which a caller asks. */
final class Callers {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Callers() {}

    static Caller raw(RunningAgent agent) {
        return raw(agent, 0, DEADLINE);
    }

    static Caller raw(RunningAgent agent, int caller, Duration deadline) {
        AgentClient client = agent.connect(caller, deadline, 1);
        var verifier = Verifiers.raw(agent.signingCertificate());
        return Caller.of(() -> client.verifyAsync(verifier), client::close);
    }

    static Caller bound(RunningAgent agent) {
        return bound(agent, 0, DEADLINE);
    }

    static Caller bound(RunningAgent agent, int caller, Duration deadline) {
        AgentClient client = agent.connect(caller, deadline, 1);
        BoundVerifier verifier = Verifiers.bound(agent.signingCertificate(), caller);
        return Caller.of(() -> client.verifyAsync(verifier), client::close);
    }

    static Caller stream(RunningAgent agent) {
        AgentClient client = agent.connect(0, DEADLINE, 1);
        ChallengeStream stream = client.stream(Verifiers.bound(agent.signingCertificate(), 0));
        return Caller.of(stream::verify, () -> {
            stream.close();
            client.close();
        });
    }
}
