package eu.qlpipeline.signing.agent.latch;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.nio.file.Path;

/** What a person is told where a call hung of a verb that logs in: which call it was does not tell whether that is remembered. */
public final class HungLogin {

    private HungLogin() {}

    /**
     * The same, with advice where it is that a call hangs, and a login without a known outcome is remembered.
     *
     * @param latch the file of the latch
     */
    public static AgentException advised(AgentException failure, Path latch) {
        return failure.reason() == ReasonCode.TOKEN_HUNG && isRemembered(latch)
                ? failure.alsoHinting(PinAdvice.UNKNOWN_OUTCOME)
                : failure;
    }

    private static boolean isRemembered(Path latch) {
        try {
            return new LatchFile(latch).read().unsettled() > 0;
        } catch (AgentException e) {
            // No login is tried with such a file.
            return false;
        }
    }
}
