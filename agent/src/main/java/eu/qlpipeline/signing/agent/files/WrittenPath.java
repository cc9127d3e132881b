package eu.qlpipeline.signing.agent.files;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths as people and environments write them. */
public final class WrittenPath {

    private static final String HINT = "set a locale in UTF-8, as with: LC_ALL=C.UTF-8 signing-agent ...";

    private WrittenPath() {}

    /**
     * The path of a text.
     *
     * @throws AgentException (CONFIGURATION) if it is none; its message does not say of what
     */
    public static Path of(String text) {
        if (text.isEmpty()) {
            throw new AgentException(ReasonCode.CONFIGURATION, "'' (expected: a path)");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            // The JDK has one encoding of names for the life of a process: that of the locale it began with.
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    TextRule.printable(text) + ": this locale cannot name that file (expected: one that can)",
                    e,
                    HINT);
        }
    }

    /**
     * The path of a text.
     *
     * @param what whose value it is, for the message
     * @throws AgentException (CONFIGURATION) if it is none
     */
    public static Path of(String what, String text) {
        try {
            return of(text);
        } catch (AgentException e) {
            throw new AgentException(
                    e.reason(), what + ": " + e.getMessage(), e, e.hints().toArray(String[]::new));
        }
    }

    /**
     * Returns if files can be named that are relative to the working directory.
     *
     * @throws AgentException (CONFIGURATION) otherwise
     */
    public static void requireWorkingDirectory() {
        Path directory = Path.of("").toAbsolutePath();
        if (!Files.isDirectory(directory)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "working directory: " + directory + ": is not there, or this locale cannot name it (expected: one"
                            + " that can)",
                    HINT);
        }
    }
}
