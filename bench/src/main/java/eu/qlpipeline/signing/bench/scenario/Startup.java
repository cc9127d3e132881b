package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.bed.Verifiers;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.Verified;
import java.time.Duration;
import java.util.List;

/** Seconds from the start of the agent's process to its first verified signature, the client being warm. */
final class Startup implements Scenario {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 100;

    @Override
    public List<Figure> figures() {
        return List.of(new Figure(
                "startup",
                "seconds from the start of the agent to its first verified signature",
                "s",
                Limit.atMost(Checkout.usesAotCache() ? 0.7 : 0.6)));
    }

    @Override
    public Running open(Stand stand) {
        warm(stand);
        return () -> {
            double seconds = once(stand);
            return List.of(Reading.of(seconds, seconds));
        };
    }

    /** What a client does once for each agent, it has not compiled after one. */
    private static void warm(Stand stand) {
        try (RunningAgent agent = stand.bed().start()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                var unused = firstSignature(agent);
            }
        }
    }

    private static double once(Stand stand) {
        long start = System.nanoTime();
        try (RunningAgent agent = stand.bed().start()) {
            return (firstSignature(agent) - start) / 1e9;
        }
    }

    /** The moment at which it was verified, on the scale of {@link System#nanoTime}; to close the client is no part of it. */
    private static long firstSignature(RunningAgent agent) {
        try (AgentClient client = agent.connect(0, DEADLINE, 1)) {
            Verified first = client.verify(Verifiers.raw(agent));
            long end = System.nanoTime();
            if (first.checks().isEmpty()) {
                throw new IllegalStateException("answer: nothing of it was checked");
            }
            return end;
        } catch (VerificationException | AgentRefusedException | AgentUnavailableException e) {
            throw new IllegalStateException("agent: no answer", e);
        }
    }
}
