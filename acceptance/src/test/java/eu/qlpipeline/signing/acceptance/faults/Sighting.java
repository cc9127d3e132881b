package eu.qlpipeline.signing.acceptance.faults;

import java.util.Locale;
import java.util.Map;

/**
 * What became of one fault.
 *
 * @param fault the fault
 * @param answers how many calls were answered while it held
 * @param refusals how many were not, by status and reason
 * @param longestMillis how long the longest call of them took
 * @param recoveryMillis from its end to the first good signature
 * @param restarts how often the agent had to be started again
 */
record Sighting(
        Fault fault,
        int answers,
        Map<String, Integer> refusals,
        long longestMillis,
        long recoveryMillis,
        int restarts) {

    static final String HEADER = """
            | fault | ended by | what callers saw | longest call, ms | good signature after, ms | restarts |
            |---|---|---|---|---|---|
            """;

    String row() {
        var saw = new StringBuilder(answers + " answered");
        refusals.forEach(
                (what, times) -> saw.append(", ").append(times).append(" × ").append(what));
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %d | %d | %d |%n",
                fault.name(),
                fault.end().label(),
                saw,
                longestMillis,
                recoveryMillis,
                restarts);
    }
}
