package eu.qlpipeline.signing.acceptance.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The table of a document that tells how each server answers each client: a row for each client, a column for each server.
 *
 * @param rows the cells, the head first
 */
record ReactionTable(List<List<String>> rows) {

    private static final String CORNER = "| client |";

    /** Copies what is mutable. */
    ReactionTable {
        rows = List.copyOf(rows);
    }

    /** Reads the table that begins with "client". */
    static ReactionTable read(Path document) {
        try {
            List<String> lines = Files.readAllLines(document);
            return new ReactionTable(lines.stream()
                    .dropWhile(line -> !line.startsWith(CORNER))
                    .takeWhile(line -> line.startsWith("|"))
                    .filter(line -> !line.startsWith("|---"))
                    .map(ReactionTable::cells)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the table says; fails if it says nothing. */
    String cell(String client, String server) {
        int column = rows.get(0).indexOf(server);
        return rows.stream()
                .filter(row -> row.get(0).equals(client))
                .map(row -> row.get(column))
                .findFirst()
                .orElseThrow(() -> new AssertionError("row: none for " + client + " (expected: one in the table)"));
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
