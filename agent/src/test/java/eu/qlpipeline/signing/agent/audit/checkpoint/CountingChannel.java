package eu.qlpipeline.signing.agent.audit.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that counts the bytes that are read of it. */
final class CountingChannel implements SeekableByteChannel {

    private final FileChannel file;
    private long bytes;

    CountingChannel(Path file) throws IOException {
        this.file = FileChannel.open(file, StandardOpenOption.READ);
    }

    long bytes() {
        return bytes;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = file.read(target);
        bytes += Math.max(0, count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        file.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
