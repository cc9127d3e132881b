package eu.qlpipeline.signing.agent.telemetry;

import java.util.logging.LogManager;

/**
 * Logging that lasts until the process ends. The JDK takes all handlers away in a shutdown hook of its own, beside the one in
 * which the agent drains, so that nothing of what goes wrong then was ever seen.
 *
 * <p>The JDK makes it where the system property {@code java.util.logging.manager} names it before anything logs, which a
 * program that is started by {@code java -jar} has to set itself.
 */
public final class LastingLogManager extends LogManager {

    /** Called by the JDK, for the class that the system property names. */
    public LastingLogManager() {}

    /**
     * Nothing. What is logged is flushed line by line, and what the JDK resets at its start is empty.
     *
     * @see Logging#configure
     */
    @Override
    public void reset() {}

    /** What {@link LogManager#reset} is elsewhere. */
    void beginAnew() {
        super.reset();
    }
}
