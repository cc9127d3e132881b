package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.audit.Conclusion;
import eu.qlpipeline.signing.agent.audit.Durability;
import eu.qlpipeline.signing.agent.audit.JournalledRequest;
import eu.qlpipeline.signing.agent.audit.RequestJournal;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import eu.qlpipeline.signing.contract.audit.Result;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal in memory, durable at once unless the test holds it back or blocks it. */
final class TestingJournal implements RequestJournal {

    private final List<RequestFacts> requests = new CopyOnWriteArrayList<>();
    private final List<Result> results = new CopyOnWriteArrayList<>();
    private final List<Durability> held = new CopyOnWriteArrayList<>();
    private volatile boolean blocked;
    private volatile boolean holding;
    private volatile boolean failingAtIntents;
    private volatile boolean failingAfterOutcomes;

    void block() {
        blocked = true;
    }

    /** Has intents end in a defect. */
    void failAtIntents() {
        failingAtIntents = true;
    }

    /** Has outcomes end in a defect after all were told. */
    void failAfterOutcomes() {
        failingAfterOutcomes = true;
    }

    /** Has outcomes wait until {@link #release} or {@link #lose}. */
    void hold() {
        holding = true;
    }

    void release() {
        held.forEach(Durability::durable);
    }

    void lose() {
        held.forEach(listener -> listener.lost(reason()));
    }

    /** The requests whose intents were recorded, or that were refused at the door. */
    List<RequestFacts> requests() {
        return requests;
    }

    /** What became of requests. */
    List<Result> results() {
        return results;
    }

    /** How long each of the outcomes that are held may wait for others, in nanoseconds. */
    List<Long> patience() {
        return held.stream().map(Durability::patience).toList();
    }

    private static AgentException reason() {
        return new AgentException(ReasonCode.AUDIT_BLOCKED, "audit: not writable");
    }

    @Override
    public void requireWritable() {
        if (blocked) {
            throw reason();
        }
    }

    @Override
    public void intend(List<JournalledRequest> intents) {
        requireWritable();
        if (failingAtIntents) {
            throw new IllegalStateException("defect of the journal");
        }
        intents.forEach(intent -> requests.add(intent.facts()));
    }

    @Override
    public void conclude(List<Conclusion> conclusions, Durability listener) {
        conclusions.forEach(conclusion -> results.add(conclusion.result()));
        if (holding) {
            held.add(listener);
        } else {
            listener.durable();
        }
        if (failingAfterOutcomes) {
            throw new IllegalStateException("defect of the journal");
        }
    }

    @Override
    public void refused(RequestFacts request, ReasonCode reason) {
        requests.add(request);
        results.add(new Result.Refused(reason.name()));
    }
}
