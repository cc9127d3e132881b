package eu.qlpipeline.signing.agent.watch;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The watched call that a thread is in, for what is done in it. */
public final class OwnCall {

    private static final ThreadLocal<Calls.@Nullable Call> MINE = new ThreadLocal<>();

    private OwnCall() {}

    /** This thread is in that call from now on, or in none; returns the one that it was in. */
    static Calls.@Nullable Call enter(Calls.@Nullable Call call) {
        Calls.Call around = MINE.get();
        MINE.set(call);
        return around;
    }

    /**
     * Returns normally unless this thread is in a call that was given up: in one of several steps, the next of which would do harm
     * if it came late.
     *
     * @throws AgentException (TOKEN_HUNG) if it was; the call then ends as any that was lost
     */
    public static void requireWanted() {
        Calls.Call mine = MINE.get();
        if (mine != null && mine.isLost()) {
            throw new AgentException(ReasonCode.TOKEN_HUNG, "token: a call that was given up goes no further");
        }
    }

    /**
     * Does in the middle of a call, if this thread is in one, what is none into the library and may take longer than any, such as
     * asking a person.
     *
     * @throws AgentException as {@link #requireWanted}, and then nothing is done
     */
    public static <T> T aside(Supplier<T> work) {
        requireWanted();
        Calls.Call mine = MINE.get();
        if (mine == null) {
            return work.get();
        }
        mine.pause();
        try {
            return work.get();
        } finally {
            mine.goOn(System.nanoTime());
        }
    }
}
