package eu.qlpipeline.signing.agent.kit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** The directory that a kit is written into, and into which nobody has written before. */
final class KitDirectory {

    private static final String OUT = "--out";

    private final Path directory;

    private KitDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes it where it is not there.
     *
     * @throws AgentException (CONFIGURATION) if it holds anything, or cannot be made
     */
    static KitDirectory empty(Path directory) {
        boolean empty;
        try {
            Files.createDirectories(directory);
            empty = isEmpty(directory);
        } catch (IOException e) {
            throw FileProblem.unwritable(OUT, directory, e);
        }
        if (!empty) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    OUT + ": " + directory + " is not empty (expected: a new directory)",
                    "name a directory that does not exist yet");
        }
        return new KitDirectory(directory);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var content = Files.list(directory)) {
            return content.findAny().isEmpty();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Writes a file, in UTF-8. */
    void put(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Leaves no part of a kit that could not be written whole; what is there was written just now. */
    AgentException cleared(IOException why) {
        try (var written = Files.walk(directory)) {
            for (Path path : written.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(directory)) {
                    Files.delete(path);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            why.addSuppressed(e);
        }
        return FileProblem.unwritable(OUT, directory, why);
    }
}
