package eu.qlpipeline.signing.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** What the disk takes for a record that must not be lost: the least that an answer waits for, besides its signature. */
final class DiskFlush {

    private static final int RECORD_BYTES = 300;
    private static final int COUNT = 200;

    private DiskFlush() {}

    /** The median time of an append with fdatasync, in milliseconds. */
    static double medianMillis(Path file, Duration pause) {
        long[] nanos = new long[COUNT];
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < COUNT; i++) {
                LockSupport.parkNanos(pause.toNanos());
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(RECORD_BYTES));
                channel.force(false);
                nanos[i] = System.nanoTime() - start;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Arrays.sort(nanos);
        return nanos[COUNT / 2] / 1e6;
    }
}
