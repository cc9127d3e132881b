package eu.qlpipeline.signing.acceptance.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The table of docs/reliability.md. */
final class ReliabilityTable {

    private static final Path WRITTEN = Path.of("target", "reliability", "fault-matrix.md");
    private static final Path DOCUMENT = Path.of("..", "docs", "reliability.md");
    private static final String BEGIN = "<!-- fault matrix: written by scripts/fault-matrix -->";
    private static final Pattern ROW = Pattern.compile("^\\| ([^|]+) \\| [^|]+ \\| [0-9]+ answered", Pattern.MULTILINE);

    private ReliabilityTable() {}

    /** Writes the table where scripts/fault-matrix takes it from. */
    static void write(List<Sighting> sightings) {
        var table = new StringBuilder(Sighting.HEADER);
        sightings.forEach(seen -> table.append(seen.row()));
        try {
            Files.createDirectories(WRITTEN.getParent());
            Files.writeString(WRITTEN, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The faults in the committed table. */
    static List<String> committed() {
        try {
            String document = Files.readString(DOCUMENT);
            return ROW.matcher(document.substring(document.indexOf(BEGIN)))
                    .results()
                    .map(row -> row.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
