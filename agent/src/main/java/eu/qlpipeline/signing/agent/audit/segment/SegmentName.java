package eu.qlpipeline.signing.agent.audit.segment;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of a segment's files.
 *
 * @param first the sequence of its first record
 */
public record SegmentName(long first) implements Comparable<SegmentName> {

    private static final Pattern FORM = Pattern.compile("audit-([0-9]{19})\\.(log|checkpoints)");
    private static final String RECORDS = "log";
    private static final String CHECKPOINTS = "checkpoints";

    /** The segment whose file of records has that name; empty where it is the name of something else. */
    public static Optional<SegmentName> parse(String file) {
        return parse(file, true);
    }

    /** The segment whose file of checkpoints has that name; empty where it is the name of something else. */
    static Optional<SegmentName> parseCheckpoints(String file) {
        return parse(file, false);
    }

    private static Optional<SegmentName> parse(String file, boolean ofRecords) {
        Matcher matcher = FORM.matcher(file);
        try {
            return matcher.matches() && matcher.group(2).equals(RECORDS) == ofRecords
                    ? Optional.of(new SegmentName(Long.parseLong(matcher.group(1))))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The name of the file with its records. */
    public String file() {
        return file(RECORDS);
    }

    /** The name of the file with the checkpoints that were made while it was the newest. */
    public String checkpoints() {
        return file(CHECKPOINTS);
    }

    private String file(String kind) {
        return String.format(Locale.ROOT, "audit-%019d.%s", first, kind);
    }

    @Override
    public int compareTo(SegmentName other) {
        return Long.compare(first, other.first);
    }

    @Override
    public String toString() {
        return file();
    }
}
