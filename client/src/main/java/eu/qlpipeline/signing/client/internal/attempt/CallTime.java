package eu.qlpipeline.signing.client.internal.attempt;

import java.time.Duration;

/**
 * The time of a call, and how many attempts share it. Where several agents stand in for each other, an attempt that is not
 * answered in its share is given up and the same question put to the next agent; the last has all the time that is left.
 *
 * @param deadline how long a call may take, connecting included
 * @param attempts 1 where there is one agent
 */
public record CallTime(Duration deadline, int attempts) {

    /** The longest deadline. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private static final int SEVERAL = 3;

    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);
    /** Longer, since a call that is given up has nobody else to answer it. */
    private static final Duration LONGEST_SILENCE_OF_ONE = Duration.ofSeconds(5);

    /** One agent: all the time is its own. */
    public static CallTime oneAgent(Duration deadline) {
        return new CallTime(deadline, 1);
    }

    /** Several agents: three attempts, the first two with a quarter of the time each. */
    public static CallTime severalAgents(Duration deadline) {
        return new CallTime(deadline, SEVERAL);
    }

    /** Whether there is another agent to ask. */
    public boolean movesOn() {
        return attempts > 1;
    }

    /** What an attempt that is not the last one has, in nanoseconds. */
    public long share() {
        return deadline.toNanos() / (attempts + 1);
    }

    /**
     * How long a connection may be without a byte from the agent, which is asked for a sign of life meanwhile, and how long it
     * may take to be made.
     */
    public Duration silence() {
        Duration share = Duration.ofNanos(share());
        Duration longest = movesOn() ? LONGEST_SILENCE : LONGEST_SILENCE_OF_ONE;
        if (share.compareTo(SHORTEST_SILENCE) < 0) {
            return SHORTEST_SILENCE;
        }
        return share.compareTo(longest) > 0 ? longest : share;
    }

    /** The attempts of a call that begins now. */
    public Attempts begin() {
        return new Attempts(this);
    }
}
