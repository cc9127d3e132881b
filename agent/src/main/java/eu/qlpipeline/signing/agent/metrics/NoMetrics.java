package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.admission.Submissions;
import eu.qlpipeline.signing.agent.rpc.AgentServer;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;

/** Measures nothing, and costs nothing. */
final class NoMetrics implements Metrics {

    @Override
    public PurposeSigner timing(PurposeSigner signer) {
        return signer;
    }

    @Override
    public Submissions counting(Submissions requests) {
        return requests;
    }

    @Override
    public AutoCloseable serve(Sources sources, AgentServer server) {
        return () -> {};
    }
}
