package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.contract.audit.RequestFacts;

/** A request with the place of its intent in the log. Made by one thread; the place belongs to the log's writer alone. */
public final class JournalledRequest {

    private static final long NOWHERE = -1;

    private final RequestFacts facts;
    private long sequence = NOWHERE;
    private long opening = NOWHERE;

    /** A request whose intent is not in the log yet. */
    public JournalledRequest(RequestFacts facts) {
        this.facts = facts;
    }

    /** The request. */
    public RequestFacts facts() {
        return facts;
    }

    /** Notes where the intent is. */
    void placed(long place, long since) {
        sequence = place;
        opening = since;
    }

    /** Whether the intent is in the log, and was written since it was opened that often. */
    boolean isPlaced(long since) {
        return opening == since;
    }

    long sequence() {
        return sequence;
    }
}
