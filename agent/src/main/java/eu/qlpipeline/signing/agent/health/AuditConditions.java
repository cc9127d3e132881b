package eu.qlpipeline.signing.agent.health;

import eu.qlpipeline.signing.agent.audit.AuditLog;
import eu.qlpipeline.signing.agent.failure.Disclosure;
import eu.qlpipeline.signing.agent.status.Condition;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import eu.qlpipeline.signing.agent.status.StatusSource;
import java.util.List;
import java.util.Optional;

/** Whether the audit log keeps the agent from signing. Safe for use by several threads. */
public final class AuditConditions implements StatusSource {

    private final AuditLog audit;

    /** The conditions of that log. */
    public AuditConditions(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public List<Condition> conditions() {
        return audit
                .blocked()
                .map(why -> new Condition(ConditionKind.AUDIT_BLOCKED, true, Disclosure.of(why), Optional.empty()))
                .stream()
                .toList();
    }

    @Override
    public void onChange(Runnable listener) {
        audit.onChange(listener);
    }
}
