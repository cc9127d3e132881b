package eu.qlpipeline.signing.agent.audit.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The room that is left on the disk of a log, and a warning before there is none. Confined to the thread that writes, since a
 * disk that hangs does not tell of its room either; but for {@link #bytes}.
 */
public final class FreeSpace {

    /** From how many bytes on the log warns. */
    static final long LITTLE = 1L << 30;

    private static final System.Logger LOG = System.getLogger(FreeSpace.class.getName());
    private static final long BETWEEN = Duration.ofSeconds(5).toNanos();

    private final Path directory;
    private @Nullable FileStore store;
    private boolean little;
    private boolean unknown;
    private long looked = System.nanoTime() - BETWEEN;
    private volatile OptionalLong bytes = OptionalLong.empty();

    /** The room for files in that directory. */
    public FreeSpace(Path directory) {
        this.directory = directory;
    }

    /** Looks how much there is, once in five seconds at the most. Where nobody can tell, that is no matter of the log's. */
    public void look() {
        long now = System.nanoTime();
        if (now - looked < BETWEEN) {
            return;
        }
        looked = now;
        try {
            if (store == null) {
                store = Files.getFileStore(directory);
            }
            found(store.getUsableSpace());
        } catch (IOException e) {
            notFound(e);
        }
    }

    /** Nobody could tell how much there is. */
    void notFound(IOException why) {
        bytes = OptionalLong.empty();
        if (!unknown) {
            unknown = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "audit: how much is free on the disk of {0} cannot be told: {1}; records are written all the same, and"
                            + " nothing warns before it is full",
                    directory,
                    String.valueOf(why.getMessage()));
        }
    }

    /** So much was found. */
    void found(long free) {
        bytes = OptionalLong.of(free);
        unknown = false;
        if (free < LITTLE != little) {
            little = !little;
            if (little) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "audit: {0} bytes are free on the disk of {1} (expected: {2}); when it is full nothing is signed",
                        Long.toString(free),
                        directory,
                        Long.toString(LITTLE));
            } else {
                LOG.log(System.Logger.Level.INFO, "audit: enough is free on the disk of {0} again", directory);
            }
        }
    }

    /**
     * How many bytes there were when it was looked last, 5 seconds ago or so; empty before, and where nobody could tell. Safe for use
     * by several threads.
     */
    public OptionalLong bytes() {
        return bytes;
    }
}
