package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.bed.Verifiers;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.Verified;
import java.time.Duration;

/** Seconds from the start of the agent's process to its first verified signature, the client being warm. */
final class Startup implements Scenario {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int FIRST_WITH_AOT_CACHE = 25;

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String meaning() {
        return "seconds from the start of the agent to its first verified signature";
    }

    @Override
    public String unit() {
        return "s";
    }

    @Override
    public Limit limit() {
        return Limit.atMost(Runtime.version().feature() >= FIRST_WITH_AOT_CACHE ? 0.7 : 0.6);
    }

    @Override
    public Measurement measure(Round round) {
        once(round);
        double seconds = once(round);
        return Measurement.of(seconds, seconds);
    }

    private static double once(Round round) {
        long start = System.nanoTime();
        try (RunningAgent agent = round.bed().start();
                AgentClient client = agent.connect(0, DEADLINE, 1)) {
            Verified first = client.verify(Verifiers.raw(agent.signingCertificate()));
            double seconds = (System.nanoTime() - start) / 1e9;
            return first.checks().isEmpty() ? Double.NaN : seconds;
        } catch (VerificationException | AgentRefusedException | AgentUnavailableException e) {
            throw new IllegalStateException("agent: no answer", e);
        }
    }
}
