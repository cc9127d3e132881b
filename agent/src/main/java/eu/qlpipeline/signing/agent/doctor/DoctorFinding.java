package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * The outcome of one check of the doctor.
 *
 * @param check what was checked
 * @param level how it came out
 * @param detail what was found
 * @param hints what the operator can do
 */
public record DoctorFinding(String check, Level level, String detail, List<String> hints) {

    /** Copies the list. */
    public DoctorFinding {
        hints = List.copyOf(hints);
    }

    /** How a check came out. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Works now, but wants attention. */
        WARNING,
        /** Keeps the agent from serving. */
        FAILED,
        /** Keeps the agent from serving: a call into the token's library does not return. */
        HUNG,
        /** Could not be tried, because an earlier check failed. */
        NOT_TRIED
    }

    /**
     * When something ends, as it is told.
     *
     * @param at the end
     * @param now the moment of the check
     */
    record End(Instant at, Instant now) {

        private static final Duration NOTICE = Duration.ofDays(30);

        /** Whether it is time for a warning of what is quickly renewed. */
        boolean isSoon() {
            return isWithin(NOTICE);
        }

        boolean isWithin(Duration notice) {
            return at.isBefore(now.plus(notice));
        }

        @Override
        public String toString() {
            return at.isAfter(now)
                    ? "ends at " + at + ", in " + Duration.between(now, at).toDays() + " days"
                    : "ended at " + at;
        }
    }

    /** The finding of a check that returns what it found, or throws. */
    static DoctorFinding of(String check, Supplier<String> work) {
        try {
            return ok(check, work.get());
        } catch (AgentException e) {
            return failed(check, e);
        }
    }

    /** The finding of a check that ended with that. */
    static DoctorFinding failed(String check, AgentException e) {
        Level level = e.reason() == ReasonCode.TOKEN_HUNG ? Level.HUNG : Level.FAILED;
        return new DoctorFinding(check, level, String.valueOf(e.getMessage()), e.hints());
    }

    static DoctorFinding ok(String check, String detail) {
        return new DoctorFinding(check, Level.OK, detail, List.of());
    }

    static DoctorFinding warning(String check, String detail, String... hints) {
        return new DoctorFinding(check, Level.WARNING, detail, List.of(hints));
    }

    static DoctorFinding notTried(String check, String why) {
        return new DoctorFinding(check, Level.NOT_TRIED, why, List.of());
    }
}
