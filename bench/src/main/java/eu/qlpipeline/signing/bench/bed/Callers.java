package eu.qlpipeline.signing.bench.bed;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.ChallengeStream;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import java.time.Duration;

/** The ways in which a caller asks. */
public final class Callers {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Callers() {}

    /** The first caller asks for answers to raw challenges, and has time. */
    public static Caller raw(RunningAgent agent) {
        return raw(agent, 0, DEADLINE);
    }

    /** A caller asks for answers to raw challenges. */
    public static Caller raw(RunningAgent agent, int caller, Duration deadline) {
        AgentClient client = agent.connect(caller, deadline, 1);
        var verifier = Verifiers.raw(agent);
        return Caller.of(() -> client.verifyAsync(verifier), client::close);
    }

    /** The first caller asks for answers to bound challenges, by single calls, and has time. */
    public static Caller bound(RunningAgent agent) {
        return bound(agent, 0, DEADLINE);
    }

    /** A caller asks for answers to bound challenges, by single calls. */
    public static Caller bound(RunningAgent agent, int caller, Duration deadline) {
        AgentClient client = agent.connect(caller, deadline, 1);
        BoundVerifier verifier = Verifiers.bound(agent, caller);
        return Caller.of(() -> client.verifyAsync(verifier), client::close);
    }

    /** The first caller asks for answers to bound challenges over a stream. */
    public static Caller stream(RunningAgent agent) {
        AgentClient client = agent.connect(0, DEADLINE, 1);
        ChallengeStream stream = client.stream(Verifiers.bound(agent, 0));
        return Caller.of(stream::verify, () -> {
            stream.close();
            client.close();
        });
    }
}
