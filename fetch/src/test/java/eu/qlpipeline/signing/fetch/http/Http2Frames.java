package eu.qlpipeline.signing.fetch.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.IntStream;

/** Frames of HTTP/2 as they are (RFC 9113, section 4.1), for what no honest server would send. */
final class Http2Frames {

    /** The first request of a client of OkHttp. */
    static final int STREAM = 3;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PUSH_PROMISE = 5;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PREFACE = 24;
    private static final int FRAME = 16_384;
    /** {@code :status: 200}, of the static table of HPACK. */
    private static final byte STATUS_200 = (byte) 0x88;
    /** The header that came last, of the dynamic table of HPACK. */
    private static final byte LAST = (byte) 0xbe;

    private Http2Frames() {}

    static byte[] settings() {
        return frame(SETTINGS, 0, 0);
    }

    static byte[] maximumOfStreams() {
        return frame(SETTINGS, 0, 0, 0, 3, 0, 0, 0, 100);
    }

    static byte[] ping() {
        return frame(PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    /** A promise of {@code GET https://a/}. */
    static byte[] pushPromise(int promised) {
        return frame(
                PUSH_PROMISE, END_HEADERS, STREAM, 0, 0, promised >> 8, promised, 0x82, 0x87, 0x84, 0x41, 0x01, 'a');
    }

    /** A status of 200, and a body. */
    static byte[] answer(String body) {
        return join(beginningOfAnswer(body), frame(DATA, END_STREAM, STREAM));
    }

    /** A status of 200, and a body that goes on. */
    static byte[] beginningOfAnswer(String body) {
        return join(
                frame(HEADERS, END_HEADERS, STREAM, STATUS_200),
                frame(DATA, 0, STREAM, body.chars().toArray()));
    }

    /** A status, a length, and a body of another length; none at all where it is empty. */
    static byte[] answer(int status, int length, String body) {
        var headers = IntStream.concat(
                        IntStream.concat(
                                IntStream.of(0x08, 3), String.valueOf(status).chars()),
                        IntStream.concat(
                                IntStream.of(0x0f, 0x0d, String.valueOf(length).length()),
                                String.valueOf(length).chars()))
                .toArray();
        return body.isEmpty()
                ? frame(HEADERS, END_HEADERS | END_STREAM, STREAM, headers)
                : join(
                        frame(HEADERS, END_HEADERS, STREAM, headers),
                        frame(DATA, END_STREAM, STREAM, body.chars().toArray()));
    }

    /** A status of 200 and a header of so many bytes, and no end of headers. */
    static byte[] beginningOfHeaders(int length) {
        int[] name = {STATUS_200, 0x40, 1, 'a', length};
        return frame(
                HEADERS,
                0,
                STREAM,
                IntStream.concat(IntStream.of(name), IntStream.range(0, length).map(n -> 'x'))
                        .toArray());
    }

    /** The last header again, as often as a frame takes it. */
    static byte[] sameHeaders(boolean end) {
        return frame(
                CONTINUATION,
                end ? END_HEADERS : 0,
                STREAM,
                IntStream.range(0, FRAME).map(n -> LAST).toArray());
    }

    static byte[] join(byte[]... frames) {
        var all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    /** Reads until a client has asked for something. */
    static void awaitRequest(InputStream input) throws IOException {
        var in = new DataInputStream(input);
        in.readFully(new byte[PREFACE]);
        int type;
        do {
            int length = in.readUnsignedShort() << Byte.SIZE | in.readUnsignedByte();
            type = in.readUnsignedByte();
            in.readFully(new byte[1 + Integer.BYTES + length]);
        } while (type != HEADERS);
    }

    private static byte[] frame(int type, int flags, int stream, int... payload) {
        var frame = new ByteArrayOutputStream();
        for (int value : new int[] {payload.length >> 16, payload.length >> 8, payload.length, type, flags, 0, 0, 0}) {
            frame.write(value);
        }
        frame.write(stream);
        for (int value : payload) {
            frame.write(value);
        }
        return frame.toByteArray();
    }
}
