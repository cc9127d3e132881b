package eu.qlpipeline.signing.agent.reload;

import eu.qlpipeline.signing.contract.audit.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Fingerprints of the contents of files. A file is read again only if its status (inode, size, times) differs from the last
 * look, or is so young that a further change could have left it as it was. Of a directory the names in it count, and of all their
 * modes: a file may be unusable for that alone.
 *
 * <p>Not safe for use by several threads.
 */
final class FileFingerprints {

    /** Longer than the step of any file system's clock. */
    private static final Duration YOUNG = Duration.ofSeconds(2);

    private static final int MOST_BYTES = 1 << 20;

    private final Clock clock;
    private final Map<Path, Seen> seen = new HashMap<>();

    FileFingerprints(Clock clock) {
        this.clock = clock;
    }

    private record Seen(String status, String content) {}

    /**
     * The fingerprint of all those files.
     *
     * @param digest the same for the same contents
     * @param newest when the last of them changed
     */
    record Fingerprint(String digest, Instant newest) {}

    /** Looks at all those files; what is missing or unreadable is a content too. */
    Fingerprint of(Collection<Path> paths) {
        seen.keySet().retainAll(paths);
        var all = new StringBuilder();
        Instant newest = Instant.EPOCH;
        for (Path path : paths) {
            String content;
            try {
                Map<String, Object> attributes =
                        Files.readAttributes(path, "unix:ino,size,mode,ctime,lastModifiedTime");
                Instant changed = ((FileTime) Objects.requireNonNull(attributes.get("ctime"))).toInstant();
                newest = changed.isAfter(newest) ? changed : newest;
                content = attributes.get("mode") + "\0" + content(path, attributes.toString(), changed);
            } catch (NoSuchFileException e) {
                content = "missing";
            } catch (IOException e) {
                content = "unreadable";
            }
            all.append(path).append('\0').append(content).append('\0');
        }
        return new Fingerprint(
                Digest.of(all.toString().getBytes(StandardCharsets.UTF_8)).hex(), newest);
    }

    private String content(Path path, String status, Instant changed) throws IOException {
        Seen last = seen.get(path);
        boolean young = changed.isAfter(clock.instant().minus(YOUNG));
        if (last != null && last.status().equals(status) && !young) {
            return last.content();
        }
        String content = Files.isDirectory(path) ? names(path) : bytes(path);
        seen.put(path, new Seen(status, content));
        return content;
    }

    private static String names(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return String.join(
                    "/",
                    entries.map(entry -> String.valueOf(entry.getFileName()))
                            .sorted()
                            .toList());
        } catch (UncheckedIOException e) {
            // While the names were read, as on a network file system.
            throw e.getCause();
        }
    }

    private static String bytes(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return "not a file";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Digest.of(in.readNBytes(MOST_BYTES)).hex();
        }
    }
}
