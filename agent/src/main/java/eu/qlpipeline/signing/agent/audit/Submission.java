package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.util.List;

/**
 * What is handed over to the log at once.
 *
 * @param timeMillis when, Unix milliseconds
 * @param intents requests about to be worked on
 * @param conclusions what became of others
 * @param listener who hears when it is durable
 */
record Submission(long timeMillis, List<JournalledRequest> intents, List<Conclusion> conclusions, Durability listener) {

    private static final Durability NOBODY = new Durability() {
        @Override
        public void durable() {}

        @Override
        public void lost(AgentException reason) {}
    };

    static Submission unawaited(long timeMillis, List<JournalledRequest> intents, List<Conclusion> conclusions) {
        return new Submission(timeMillis, intents, conclusions, NOBODY);
    }

    int size() {
        return intents.size() + conclusions.size();
    }

    /** How long whoever waits for it may wait for others, in nanoseconds. */
    long patience() {
        return listener.patience();
    }

    /** Whether somebody waits until it is durable. */
    boolean isAwaited() {
        return listener != NOBODY;
    }
}
