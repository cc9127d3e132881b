package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.util.List;

/**
 * Where requests are recorded: the intent before the token is asked, the outcome before the answer leaves. Records become
 * durable in the order in which they are handed over, so that a durable outcome has a durable intent.
 *
 * <p>All implementations are safe for use by several threads.
 */
public interface RequestJournal {

    /**
     * Returns if requests can be recorded at this moment.
     *
     * @throws AgentException (AUDIT_BLOCKED) with the reason why they cannot
     */
    void requireWritable();

    /**
     * Records that these requests are about to be worked on. Does not wait for the disk, but for room where very much is on
     * its way there.
     *
     * @throws AgentException (AUDIT_BLOCKED) if nothing can be recorded at this moment
     */
    void intend(List<JournalledRequest> requests);

    /** Records what became of requests; waits as {@link #intend} does. */
    void conclude(List<Conclusion> conclusions, Durability listener);

    /**
     * Records a request that was refused at the door, intent and outcome. Never waits.
     *
     * @throws AgentException (OVERLOADED) if very much is on its way to the disk, (AUDIT_BLOCKED) if nothing can be recorded
     */
    void refused(RequestFacts request, ReasonCode reason);
}
