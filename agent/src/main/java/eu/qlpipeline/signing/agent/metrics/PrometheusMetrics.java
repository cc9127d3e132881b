package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.admission.Submissions;
import eu.qlpipeline.signing.agent.metrics.http.Exposition;
import eu.qlpipeline.signing.agent.metrics.http.MetricsServer;
import eu.qlpipeline.signing.agent.rpc.AgentServer;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;

/** Metrics that Prometheus fetches. */
final class PrometheusMetrics implements Metrics {

    private final MetricsSettings settings;
    private final Instruments instruments = new Instruments();
    private final RequestCounters counters = new RequestCounters(instruments);
    private final TimedSigner.Series signatures = new TimedSigner.Series(instruments);

    PrometheusMetrics(MetricsSettings settings) {
        this.settings = settings;
    }

    @Override
    public PurposeSigner timing(PurposeSigner signer) {
        return new TimedSigner(signer, signatures);
    }

    @Override
    public Submissions counting(Submissions requests) {
        return new CountedSubmissions(requests, counters);
    }

    @Override
    public AutoCloseable serve(Sources sources, AgentServer server) {
        StatusMetrics.add(instruments, sources.status());
        TokenMetrics.add(instruments, sources);
        WorkMetrics.add(instruments, sources.work());
        sources.audit().ifPresent(audit -> AuditMetrics.add(instruments, audit));
        new PolicyMetrics(sources.entrance().policy(), server).add(instruments, counters);
        PolicyMetrics.add(instruments, sources.reloads());
        return MetricsServer.start(
                settings.address(), settings.port().orElseThrow(), new Exposition(instruments::read));
    }
}
