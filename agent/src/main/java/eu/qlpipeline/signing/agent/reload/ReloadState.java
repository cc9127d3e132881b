package eu.qlpipeline.signing.agent.reload;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.time.Instant;
import java.util.Optional;

/**
 * How it stands with the files of one part.
 *
 * @param part what they are for, for example {@code callers}
 * @param revision how often they were put into effect, from 1
 * @param since when what is in effect was loaded
 * @param refusals how often files were unusable
 * @param withdrawn how much of that has been put out of effect since, because files that were refused leave no doubt about it
 * @param problem why the files as they are now are not in effect; empty if they are
 */
public record ReloadState(
        String part, long revision, Instant since, long refusals, int withdrawn, Optional<AgentException> problem) {

    ReloadState accepted(Instant moment) {
        return new ReloadState(part, revision + 1, moment, refusals, 0, Optional.empty());
    }

    ReloadState refused(AgentException why, int less) {
        return new ReloadState(part, revision, since, refusals + 1, withdrawn + less, Optional.of(why));
    }

    /** Whether the files as they are now are in effect. */
    public boolean current() {
        return problem.isEmpty();
    }
}
