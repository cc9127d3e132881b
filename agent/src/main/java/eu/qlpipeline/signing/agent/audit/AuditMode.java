package eu.qlpipeline.signing.agent.audit;

/** Whether the agent keeps an audit log. */
public enum AuditMode {
    /** Nothing is answered that is not recorded. */
    ON,
    /** Nothing is recorded; for measuring what the log costs. */
    OFF
}
