package eu.qlpipeline.signing.agent.metrics;

/** What waits for the token. */
final class WorkMetrics {

    private WorkMetrics() {}

    static void add(Instruments instruments, Sources.Work work) {
        instruments.gauge(
                "signing_agent_queue_requests",
                "Requests that wait for a signer thread.",
                () -> work.signing().waiting());
        instruments.gauge(
                "signing_agent_queue_limit_requests",
                "How many may wait, signing.queue-limit.",
                () -> work.settings().queueLimit());
        instruments.gauge(
                "signing_agent_signer_threads",
                "How many threads sign, signing.threads; those lost are replaced.",
                () -> work.settings().threads());
    }
}
