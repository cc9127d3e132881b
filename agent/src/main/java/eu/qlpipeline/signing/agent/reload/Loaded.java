package eu.qlpipeline.signing.agent.reload;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.util.List;
import java.util.Optional;

/**
 * What came of reading files again.
 *
 * @param what what is in effect now, for the log, for example {@code 3 in effect}
 * @param problem why that is not what the files say; empty if it is
 * @param withdrawn what was put out of effect although the files are refused, for the log
 */
public record Loaded(String what, Optional<AgentException> problem, List<String> withdrawn) {

    /** Copies the list. */
    public Loaded {
        withdrawn = List.copyOf(withdrawn);
    }

    /** A file is unusable, and all that was in effect still is. */
    static Loaded refused(AgentException problem) {
        return new Loaded("", Optional.of(problem), List.of());
    }

    /** The files are in effect. */
    public static Loaded accepted(String what) {
        return new Loaded(what, Optional.empty(), List.of());
    }
}
