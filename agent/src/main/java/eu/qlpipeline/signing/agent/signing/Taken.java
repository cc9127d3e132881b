package eu.qlpipeline.signing.agent.signing;

import java.util.List;

/**
 * What one signature is to answer. Safe for use by several threads.
 *
 * @param requests one, or those of a batch
 * @param onSigned run when the token has done its part; run again it does nothing
 */
record Taken(List<Waiting> requests, Runnable onSigned) {

    /** Copies the list. */
    Taken {
        requests = List.copyOf(requests);
    }

    /** The signature is made, or is not to be; said again it means nothing. */
    void signed() {
        onSigned.run();
    }
}
