package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.admission.Submissions;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.rpc.AgentServer;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;

/**
 * What the agent is measured by, or nothing. The parts that are measured come back with a measure around them; what is known
 * anyway is asked for when metrics are.
 */
public interface Metrics {

    /** Metrics with those settings. */
    static Metrics of(MetricsSettings settings) {
        return settings.port().isPresent() ? new PrometheusMetrics(settings) : new NoMetrics();
    }

    /** A signer that does the same, with the time its signatures take measured. */
    PurposeSigner timing(PurposeSigner signer);

    /** Submissions that do the same, with their outcomes counted. */
    Submissions counting(Submissions requests);

    /**
     * Offers the metrics.
     *
     * @param server who is connected, and who was not let in
     * @return what ends that
     * @throws AgentException (CONFIGURATION) if the address cannot be bound
     */
    AutoCloseable serve(Sources sources, AgentServer server);
}
