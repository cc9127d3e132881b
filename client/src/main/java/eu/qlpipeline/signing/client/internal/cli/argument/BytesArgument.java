package eu.qlpipeline.signing.client.internal.cli.argument;

/** Bytes as an argument; a type of its own because picocli takes an array for a repeated argument. */
public final class BytesArgument {

    private final byte[] bytes;

    BytesArgument(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A fresh copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }
}
