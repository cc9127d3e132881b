package eu.qlpipeline.signing.agent.kit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.contract.audit.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/** The directory that a kit is written into, and into which nobody has written before. */
final class KitDirectory {

    /** What {@code sha256sum -c} reads. */
    static final String SUMS = "SHA256SUMS";

    private static final String OUT = "--out";

    private final Path directory;
    private final SortedMap<String, Digest> digests = new TreeMap<>();

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

    /** Writes a file, in UTF-8; returns its digest. */
    @CanIgnoreReturnValue
    Digest put(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Files.write(file, bytes);
        Digest digest = Digest.of(bytes);
        digests.put(name, digest);
        return digest;
    }

    /** Writes the digests of all files so far into one more. Whoever knows the digest of that, which it returns, knows them all. */
    Digest sum() throws IOException {
        StringBuilder lines = new StringBuilder();
        digests.forEach((name, digest) ->
                lines.append(digest.hex()).append("  ").append(name).append('\n'));
        return put(SUMS, lines.toString());
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
