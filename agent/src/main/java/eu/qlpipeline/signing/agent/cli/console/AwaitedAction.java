package eu.qlpipeline.signing.agent.cli.console;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done whenever it is asked for, and cannot be done from the beginning: where it was asked for too early, it is done
 * once as soon as it can be. Safe for use by several threads.
 */
public final class AwaitedAction implements Runnable {

    private @Nullable Runnable action;
    private boolean missed;

    /** Does it now, or when it can be done. */
    @Override
    public synchronized void run() {
        if (action == null) {
            missed = true;
        } else {
            action.run();
        }
    }

    /** From now on it can be done, by that. */
    public synchronized void become(Runnable possible) {
        action = possible;
        if (missed) {
            missed = false;
            possible.run();
        }
    }
}
