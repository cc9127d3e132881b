package eu.qlpipeline.signing.agent.audit.segment;

import java.io.IOException;

/**
 * Thrown where the files of a log hold what their writer did not write: another agent went on with the log, and this one has no
 * part in it any more.
 */
public final class ContinuedException extends IOException {

    private static final long serialVersionUID = 1;

    /** @param found what shows that */
    public ContinuedException(String found) {
        super("another agent went on with this log (expected: none): " + found);
    }
}
