package eu.qlpipeline.signing.fetch.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** Where the body of an answer goes. */
@FunctionalInterface
public interface BodySink {

    /** The largest body that is held in memory, in bytes. */
    int MEMORY_LIMIT = 16 * 1024 * 1024;

    /** What all bodies may have that are held in memory together, in bytes. */
    int MEMORY_LIMIT_OF_ALL = 4 * MEMORY_LIMIT;

    /**
     * Takes a body.
     *
     * @throws LocalWriteException if it cannot be put there
     * @throws IOException if it does not come whole
     */
    void accept(Fetched answer, InputStream body) throws IOException;

    /** Drops it. */
    static BodySink nowhere() {
        return (answer, body) -> copy(body, OutputStream.nullOutputStream(), "nowhere");
    }

    /**
     * Writes it to a stream, which stays open.
     *
     * @param name what a failure calls it
     */
    static BodySink stream(OutputStream target, String name) {
        return (answer, body) -> copy(body, target, name);
    }

    /** Writes it to a file, which is made or replaced, and stays as it is where the body does not come whole. */
    static BodySink file(Path file) {
        return (answer, body) -> {
            try (OutputFile target = opened(file)) {
                copy(body, target.stream(), file.toString());
                keep(target, file);
            }
        };
    }

    /**
     * Keeps it, up to {@link #MEMORY_LIMIT}, and with others up to {@link #MEMORY_LIMIT_OF_ALL}.
     *
     * @param held how many bytes of others are held already
     */
    static BodySink memory(ByteArrayOutputStream target, int held) {
        return (answer, body) -> {
            byte[] read = body.readNBytes(MEMORY_LIMIT + 1);
            if (read.length > MEMORY_LIMIT) {
                throw tooLarge("body: more than " + MEMORY_LIMIT + " bytes");
            }
            if (read.length > MEMORY_LIMIT_OF_ALL - held) {
                throw tooLarge("bodies: more than " + MEMORY_LIMIT_OF_ALL + " bytes together");
            }
            target.write(read, 0, read.length);
        };
    }

    private static LocalWriteException tooLarge(String found) {
        return new LocalWriteException(found + " (expected: fewer with --json, or -o FILE)");
    }

    private static void copy(InputStream body, OutputStream target, String name) throws IOException {
        byte[] buffer = new byte[8192];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            try {
                target.write(buffer, 0, read);
                target.flush();
            } catch (IOException e) {
                throw new LocalWriteException(name + ": not writable: " + FileTrouble.of(Path.of(name), e), e);
            }
        }
    }

    private static OutputFile opened(Path file) throws LocalWriteException {
        try {
            return OutputFile.open(file);
        } catch (IOException e) {
            throw new LocalWriteException(file + ": not writable: " + FileTrouble.of(file, e), e);
        }
    }

    private static void keep(OutputFile target, Path file) throws LocalWriteException {
        try {
            target.keep();
        } catch (IOException e) {
            throw new LocalWriteException(file + ": not writable: " + FileTrouble.of(file, e), e);
        }
    }
}
