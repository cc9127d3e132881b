package eu.qlpipeline.signing.agent.health;

import eu.qlpipeline.signing.agent.reload.ReloadState;
import eu.qlpipeline.signing.agent.reload.Reloads;
import eu.qlpipeline.signing.agent.status.Condition;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import eu.qlpipeline.signing.agent.status.StatusSource;
import java.util.List;

/** Whether files were changed that cannot be put into effect. Safe for use by several threads. */
public final class ReloadConditions implements StatusSource {

    private final Reloads reloads;

    /** The conditions of those files. */
    public ReloadConditions(Reloads reloads) {
        this.reloads = reloads;
    }

    @Override
    public List<Condition> conditions() {
        return reloads.states().stream()
                .filter(state -> !state.current())
                .map(state -> Condition.warning(ConditionKind.POLICY_NOT_RELOADED, message(state)))
                .toList();
    }

    /** Not which file and why: the status is for all callers, and a file is named after one of them. */
    private static String message(ReloadState state) {
        return state.part() + ": refused, revision " + state.revision() + " stays in effect"
                + (state.withdrawn() == 0 ? "" : " less " + state.withdrawn() + " withdrawn since")
                + " (expected: files without the problems that the agent's log names)";
    }

    @Override
    public void onChange(Runnable listener) {
        reloads.onChange(listener);
    }
}
