package eu.qlpipeline.signing.acceptance.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Something that goes wrong with the HSM for a while.
 *
 * @param name what, in the words of the table
 * @param lines the control file of the fault module while it does
 * @param holds for how long
 * @param end what ends it
 * @param bound within what the first good signature has to come after its end
 * @param callers what callers see of it, whatever the machine does besides
 */
record Fault(String name, List<String> lines, Duration holds, End end, Duration bound, Callers callers) {

    /** Long enough for some attempts at recovery to fail. */
    private static final Duration HOLDS = Duration.ofMillis(400);

    /** Twice what is demanded: the tests share the machine with others. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** What ends a fault. */
    enum End {
        /** The HSM is well again. */
        BY_ITSELF("by itself"),
        /** The HSM is well again, and a person lifts the latch of the PIN. */
        UNLATCHED("`pin unlatch`"),
        /** The agent ends, and is started again. */
        RESTART("restart");

        private final String label;

        End(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** What callers see of a fault. */
    enum Callers {
        /** Whatever comes of how long it takes. */
        MAY_BE_REFUSED,
        /** That the token refused what they asked for, which is tried no more. */
        HEAR_THAT_THE_TOKEN_REFUSES,
        /** Nothing. */
        ARE_ALL_ANSWERED;

        boolean see(Map<String, Integer> refusals) {
            return switch (this) {
                case MAY_BE_REFUSED -> true;
                case HEAR_THAT_THE_TOKEN_REFUSES -> refusals.containsKey("FAILED_PRECONDITION SCHEME_UNSUPPORTED");
                case ARE_ALL_ANSWERED -> refusals.isEmpty();
            };
        }
    }

    Fault {
        lines = List.copyOf(lines);
    }

    static Fault of(String name, String... lines) {
        return new Fault(name, List.of(lines), HOLDS, End.BY_ITSELF, SOON, Callers.MAY_BE_REFUSED);
    }

    Fault lasting(Duration time) {
        return new Fault(name, lines, time, end, bound, callers);
    }

    Fault endedBy(End other) {
        return new Fault(name, lines, holds, other, bound, callers);
    }

    Fault within(Duration other) {
        return new Fault(name, lines, holds, end, other, callers);
    }

    Fault callers(Callers others) {
        return new Fault(name, lines, holds, end, bound, others);
    }
}
