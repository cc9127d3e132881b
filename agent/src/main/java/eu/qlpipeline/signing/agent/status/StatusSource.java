package eu.qlpipeline.signing.agent.status;

import java.util.List;

/** A part of the agent that knows of conditions. */
public interface StatusSource {

    /** What is the matter at this moment; empty if nothing. Does not block. */
    List<Condition> conditions();

    /** Has the listener told after each change, on the thread that made it. */
    void onChange(Runnable listener);
}
