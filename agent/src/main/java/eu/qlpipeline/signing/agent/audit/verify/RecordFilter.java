package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import eu.qlpipeline.signing.contract.audit.Result;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which records are looked for; what is empty does not matter.
 *
 * @param caller the name of the caller
 * @param purpose the purpose
 * @param since not before that moment
 * @param outcome {@link #SIGNED}, or the name of a reason
 */
public record RecordFilter(
        Optional<String> caller, Optional<PurposeKind> purpose, Optional<Instant> since, Optional<String> outcome)
        implements Predicate<AuditRecord> {

    /** The outcome of a request that was signed. */
    public static final String SIGNED = "SIGNED";

    @Override
    public boolean test(AuditRecord logRecord) {
        return since.map(moment -> !logRecord.time().isBefore(moment)).orElse(true)
                && matches(caller, requestOf(logRecord).map(RequestFacts::caller))
                && matches(purpose, requestOf(logRecord).map(RequestFacts::purpose))
                && matches(outcome, outcomeOf(logRecord));
    }

    private static <T> boolean matches(Optional<T> wanted, Optional<T> found) {
        return wanted.isEmpty() || wanted.equals(found);
    }

    /** The request that a record is about; empty where it is about none. */
    public static Optional<RequestFacts> requestOf(AuditRecord logRecord) {
        if (logRecord instanceof AuditRecord.Intent intent) {
            return Optional.of(intent.request());
        }
        return logRecord instanceof AuditRecord.Outcome outcome ? Optional.of(outcome.request()) : Optional.empty();
    }

    private static Optional<String> outcomeOf(AuditRecord logRecord) {
        if (logRecord instanceof AuditRecord.Outcome outcome) {
            return Optional.of(outcome.result() instanceof Result.Refused refused ? refused.reason() : SIGNED);
        }
        return Optional.empty();
    }
}
