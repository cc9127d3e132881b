package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.audit.AuditLog;
import io.prometheus.metrics.core.metrics.Histogram;

/** How the audit log gets on; there are none where there is no log. */
final class AuditMetrics {

    private static final double[] SECONDS = {
        0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5
    };

    private AuditMetrics() {}

    static void add(Instruments instruments, AuditLog audit) {
        instruments.gauge(
                "signing_agent_audit_log_records",
                "Durable records in the audit log, those of earlier runs among them.",
                () -> audit.progress().records());
        instruments.gauges(
                "signing_agent_audit_free_bytes",
                "Bytes free on the disk of the audit log, as of a few seconds ago; none where the system does not tell.",
                all -> audit.freeBytes().ifPresent(all::count));
        Histogram groups = instruments.histogram(
                "signing_agent_audit_group_seconds",
                "Groups of records that answers waited for, and how long each took to be written and synced.",
                SECONDS);
        audit.onGroup(nanos -> groups.observe(nanos / 1e9));
        instruments.counter(
                "signing_agent_audit_checkpoints_total",
                "Checkpoints that the key signed.",
                () -> audit.progress().checkpoints());
        instruments.gauge(
                "signing_agent_audit_checkpoint_records",
                "Records that the last checkpoint covers; 0 before the first.",
                () -> audit.progress().covered());
    }
}
