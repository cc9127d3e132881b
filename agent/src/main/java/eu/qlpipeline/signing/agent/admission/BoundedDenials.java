package eu.qlpipeline.signing.agent.admission;

import eu.qlpipeline.signing.agent.audit.Conclusion;
import eu.qlpipeline.signing.agent.audit.Durability;
import eu.qlpipeline.signing.agent.audit.JournalledRequest;
import eu.qlpipeline.signing.agent.audit.RequestJournal;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.CallerLimits;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A journal that takes no more denied requests of one caller than a person could look at. A denial costs the caller nothing, and
 * the token nothing that would slow it down, so that without this bound any caller could fill the disk with its own denials.
 *
 * <p>Safe for use by several threads.
 */
public final class BoundedDenials implements RequestJournal {

    /** How many denials of one caller are recorded: 10 a second, and 1000 at once after a pause. */
    static final CallerLimits.Rate OF_EACH = new CallerLimits.Rate(10, 1000);

    private static final System.Logger LOG = System.getLogger(BoundedDenials.class.getName());
    private static final long BETWEEN_WARNINGS = Duration.ofMinutes(1).toNanos();

    private final RequestJournal journal;
    private final LongSupplier nanoTime;
    private final Map<String, Denials> byCaller = new ConcurrentHashMap<>();

    /**
     * @param journal where all else is recorded
     * @param nanoTime as {@link System#nanoTime}
     */
    public BoundedDenials(RequestJournal journal, LongSupplier nanoTime) {
        this.journal = journal;
        this.nanoTime = nanoTime;
    }

    @Override
    public void requireWritable() {
        journal.requireWritable();
    }

    @Override
    public void intend(List<JournalledRequest> requests) {
        journal.intend(requests);
    }

    @Override
    public void conclude(List<Conclusion> conclusions, Durability listener) {
        journal.conclude(conclusions, listener);
    }

    /** @throws AgentException (RATE_LIMITED) if too many of this caller were denied; this one is then not recorded */
    @Override
    public void refused(RequestFacts request, ReasonCode reason) {
        byCaller.computeIfAbsent(request.caller(), Denials::new).requireRoom();
        journal.refused(request, reason);
    }

    /** The denials of one caller. */
    private final class Denials {

        private final String caller;
        private final TokenBucket bucket = new TokenBucket(OF_EACH, nanoTime);
        private final AtomicLong warned = new AtomicLong(nanoTime.getAsLong() - BETWEEN_WARNINGS);

        Denials(String caller) {
            this.caller = caller;
        }

        void requireRoom() {
            bucket.take().ifPresent(wait -> {
                warn();
                throw AgentException.refusal(
                        ReasonCode.RATE_LIMITED,
                        "denied: more than " + OF_EACH.perSecond() + " a second of what this caller may not ask for",
                        wait);
            });
        }

        private void warn() {
            long now = nanoTime.getAsLong();
            long before = warned.get();
            if (now - before >= BETWEEN_WARNINGS && warned.compareAndSet(before, now)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "denied: more than {0} a second of {1}, the rest is refused and not recorded",
                        OF_EACH.perSecond(),
                        caller);
            }
        }
    }
}
