package eu.qlpipeline.signing.agent.watch;

/**
 * Thrown where a call returned after it had been given up. Others have taken over its work: whoever meets this ends without
 * telling anybody anything.
 */
public final class CallLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CallLostException() {
        super("call into the token's library: returned after it was given up", null, false, false);
    }
}
