package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request with the place of its intent in the log. Made by one thread; all else belongs to the log's writer alone. */
public final class JournalledRequest {

    private static final long NOWHERE = -1;

    private final Supplier<RequestFacts> source;
    private @Nullable RequestFacts facts;
    private long sequence = NOWHERE;
    private long opening = NOWHERE;

    /** A request whose intent is not in the log yet. */
    public JournalledRequest(RequestFacts facts) {
        this(() -> facts);
    }

    /**
     * A request whose intent is not in the log yet.
     *
     * @param facts computes what the log keeps of it, always the same, on the writer's thread: a signer has better things to do
     */
    public JournalledRequest(Supplier<RequestFacts> facts) {
        this.source = facts;
    }

    /** What the log keeps of the request. */
    public RequestFacts facts() {
        RequestFacts known = facts;
        if (known == null) {
            known = source.get();
            facts = known;
        }
        return known;
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
