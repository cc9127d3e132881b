package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The requests without an outcome so far, held against the outcomes that come. Confined to one thread. */
final class OpenRequests {

    private final Map<Long, RequestFacts> open = new HashMap<>();
    /** From which sequence on every record was seen. */
    private long seenFrom;

    /** What is before that record is not known. */
    void forget(long sequence) {
        open.clear();
        seenFrom = sequence;
    }

    /** Takes the next record in, and says what does not fit. */
    Optional<String> next(AuditRecord logRecord) {
        if (logRecord instanceof AuditRecord.Opened) {
            open.clear();
        } else if (logRecord instanceof AuditRecord.Intent intent) {
            open.put(intent.sequence(), intent.request());
        } else if (logRecord instanceof AuditRecord.Outcome outcome && outcome.intent() >= seenFrom) {
            RequestFacts request = open.remove(outcome.intent());
            if (request == null) {
                return Optional.of("intent: " + outcome.intent() + " (expected: one that has no outcome yet)");
            }
            if (!request.equals(outcome.request())) {
                return Optional.of("request: not that of intent " + outcome.intent() + " (expected: the same)");
            }
        }
        return Optional.empty();
    }
}
