package eu.qlpipeline.signing.contract.audit;

import java.time.Instant;

/** One record of the audit log, a leaf of its tree. */
public sealed interface AuditRecord {

    /** Its place in the log, from 0. */
    long sequence();

    /** When it was made, Unix milliseconds. */
    long timeMillis();

    /** When it was made. */
    default Instant time() {
        return Instant.ofEpochMilli(timeMillis());
    }

    /**
     * The log was opened, by a start of the agent or after an error of its disk. Requests without an outcome up to here
     * will have none: no answer to them was given.
     *
     * @param cutBytes length of what was cut from the end, as it was unfinished or not known to be durable; 0 where nothing was
     */
    record Opened(long sequence, long timeMillis, long cutBytes) implements AuditRecord {

        /** @throws IllegalArgumentException if a number is negative */
        public Opened {
            requireNatural(sequence, timeMillis, cutBytes);
        }
    }

    /**
     * A request is about to be worked on.
     *
     * @param request the request
     */
    record Intent(long sequence, long timeMillis, RequestFacts request) implements AuditRecord {

        /** @throws IllegalArgumentException if a number is negative */
        public Intent {
            requireNatural(sequence, timeMillis);
        }
    }

    /**
     * A request was answered, or refused.
     *
     * @param intent the sequence of its intent
     * @param request the request again, so that the record speaks for itself
     * @param result what became of it
     */
    record Outcome(long sequence, long timeMillis, long intent, RequestFacts request, Result result)
            implements AuditRecord {

        /** @throws IllegalArgumentException if a number is negative, or the intent does not come first */
        public Outcome {
            requireNatural(sequence, timeMillis, intent);
            if (intent >= sequence) {
                throw new IllegalArgumentException(
                        "intent: " + intent + " (expected: before its outcome, " + sequence + ")");
            }
        }
    }

    private static void requireNatural(long... numbers) {
        for (long number : numbers) {
            if (number < 0) {
                throw new IllegalArgumentException("number: " + number + " (expected: 0 or more)");
            }
        }
    }
}
