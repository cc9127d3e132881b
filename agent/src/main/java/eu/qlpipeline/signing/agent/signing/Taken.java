package eu.qlpipeline.signing.agent.signing;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What one signature is to answer. Safe for use by several threads. */
final class Taken {

    private final List<Waiting> requests;
    private final Runnable signed;
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * @param requests one, or those of a batch
     * @param signed run once, when the token has done its part
     */
    Taken(List<Waiting> requests, Runnable signed) {
        this.requests = List.copyOf(requests);
        this.signed = signed;
    }

    List<Waiting> requests() {
        return requests;
    }

    /** The signature is made, or is not to be; said again it means nothing. */
    void signed() {
        if (told.compareAndSet(false, true)) {
            signed.run();
        }
    }
}
