package eu.qlpipeline.signing.agent.yaml;

/**
 * Where something was written.
 *
 * @param origin the file, or what takes its place, for example {@code environment SIGNING_AGENT_LOG_LEVEL}
 * @param line the line from 1; 0 where there are no lines
 * @param column the column from 1; 0 where there are no lines
 */
public record Location(String origin, int line, int column) {

    /** A place without lines. */
    public static Location of(String origin) {
        return new Location(origin, 0, 0);
    }

    /** For example {@code agent.yaml:12:3}. */
    @Override
    public String toString() {
        return line == 0 ? origin : origin + ":" + line + ":" + column;
    }
}
