package eu.qlpipeline.signing.agent.admission;

import eu.qlpipeline.signing.agent.audit.Conclusion;
import eu.qlpipeline.signing.agent.audit.Durability;
import eu.qlpipeline.signing.agent.audit.JournalledRequest;
import eu.qlpipeline.signing.agent.audit.RequestJournal;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.CallerLimits;
import eu.qlpipeline.signing.agent.telemetry.RareWarnings;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    private final RequestJournal journal;
    private final LongSupplier nanoTime;
    private final RareWarnings warnings;
    private final Map<String, TokenBucket> byCaller = new ConcurrentHashMap<>();

    /**
     * @param journal where all else is recorded
     * @param nanoTime as {@link System#nanoTime}
     */
    public BoundedDenials(RequestJournal journal, LongSupplier nanoTime) {
        this.journal = journal;
        this.nanoTime = nanoTime;
        this.warnings = new RareWarnings(LOG, nanoTime);
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
        requireRoom(request.caller());
        journal.refused(request, reason);
    }

    private void requireRoom(String caller) {
        TokenBucket bucket = byCaller.computeIfAbsent(caller, name -> new TokenBucket(OF_EACH, nanoTime));
        bucket.take().ifPresent(wait -> {
            String many = "denied: more than " + OF_EACH.perSecond() + " a second of ";
            warnings.warn(caller, many + caller + ", the rest is refused and not recorded");
            throw AgentException.refusal(ReasonCode.RATE_LIMITED, many + "what this caller may not ask for", wait);
        });
    }
}
