package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.util.List;

/** The journal of an agent without an audit log. */
public final class Unrecorded implements RequestJournal {

    @Override
    public void requireWritable() {}

    @Override
    public void intend(List<JournalledRequest> requests) {}

    @Override
    public void conclude(List<Conclusion> conclusions, Durability listener) {
        listener.durable();
    }

    @Override
    public void refused(RequestFacts request, ReasonCode reason) {}
}
