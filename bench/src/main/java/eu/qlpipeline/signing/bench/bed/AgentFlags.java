package eu.qlpipeline.signing.bench.bed;

import java.util.ArrayList;
import java.util.List;

/** The JVM flags with which the launcher starts an agent that serves. */
final class AgentFlags {

    private static final int FIRST_TO_WARN_OF_UNSAFE = 24;

    private AgentFlags() {}

    static List<String> production() {
        List<String> flags = new ArrayList<>();
        if (Runtime.version().feature() >= FIRST_TO_WARN_OF_UNSAFE) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }
}
