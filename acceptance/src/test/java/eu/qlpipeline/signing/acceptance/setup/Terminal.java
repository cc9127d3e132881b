package eu.qlpipeline.signing.acceptance.setup;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import java.util.List;

/** A person at a terminal, without which the JDK has no console. */
final class Terminal {

    /** What a person sees who is to type the PIN. */
    static final String ASKED = "PIN of the token: ";

    private Terminal() {}

    /** Runs a program at a terminal where its PIN is typed once. */
    static List<String> withPinOf(AgentHome home) {
        return List.of(
                "bash",
                "-c",
                "script --quiet --echo never --return --command \"${*@Q}\" /dev/null <<<\"$(<\"$0\")\"",
                home.token().pinFile().toString());
    }
}
