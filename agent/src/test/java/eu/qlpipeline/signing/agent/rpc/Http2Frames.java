package eu.qlpipeline.signing.agent.rpc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** Frames of HTTP/2 as they are (RFC 9113, section 4.1), for what no client of gRPC would send. */
final class Http2Frames {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int ACK = 1;
    private static final int HEADER = 9;
    private static final int LENGTH = 3;
    private static final int LAST_BYTE_OF_CODE = 7;
    private static final int DEBUG_DATA = 8;

    private Http2Frames() {}

    /** Sends a frame of less than 64 KiB on one of the first 127 streams; 0 is the connection. */
    static void send(SSLSocket socket, int type, int flags, int stream, byte[] payload) throws IOException {
        socket.getOutputStream().write(frame(type, flags, stream, payload));
        socket.getOutputStream().flush();
    }

    /** Such a frame. */
    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[HEADER + payload.length];
        frame[1] = (byte) (payload.length >> Byte.SIZE);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[HEADER - 1] = (byte) stream;
        System.arraycopy(payload, 0, frame, HEADER, payload.length);
        return frame;
    }

    /** Sends a PING frame. */
    static void ping(SSLSocket socket) throws IOException {
        send(socket, PING, 0, 0, new byte[8]);
    }

    /** Reads until GOAWAY, and returns its error code and debug data. */
    static String awaitGoAway(SSLSocket socket) throws IOException {
        byte[] payload = await(socket, GOAWAY, 0);
        return payload[LAST_BYTE_OF_CODE] + " "
                + new String(payload, DEBUG_DATA, payload.length - DEBUG_DATA, StandardCharsets.US_ASCII);
    }

    /**
     * How many bytes may be sent on a stream, and on the connection, that the server has not taken: by what it says until it
     * answers a ping that was sent.
     */
    static List<Long> awaitWindows(SSLSocket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        long stream = DEFAULT_WINDOW;
        long connection = DEFAULT_WINDOW;
        while (true) {
            byte[] header = new byte[HEADER];
            in.readFully(header);
            ByteBuffer payload = ByteBuffer.allocate(new BigInteger(1, header, 0, LENGTH).intValue());
            in.readFully(payload.array());
            if (header[3] == PING && (header[4] & ACK) == ACK) {
                return List.of(stream, connection);
            }
            if (header[3] == WINDOW_UPDATE && header[HEADER - 1] == 0) {
                connection += payload.getInt();
            }
            while (header[3] == SETTINGS && payload.hasRemaining()) {
                short setting = payload.getShort();
                int value = payload.getInt();
                stream = setting == INITIAL_WINDOW_SIZE ? value : stream;
            }
        }
    }

    /** Reads until the answer to a ping. */
    static void awaitPong(SSLSocket socket) throws IOException {
        await(socket, PING, ACK);
    }

    /** Reads until a frame of that type with those flags, and returns its payload. */
    @CanIgnoreReturnValue
    static byte[] await(SSLSocket socket, int type, int flags) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        while (true) {
            byte[] header = new byte[HEADER];
            in.readFully(header);
            byte[] payload = new byte[new BigInteger(1, header, 0, LENGTH).intValue()];
            in.readFully(payload);
            if (header[3] == type && (header[4] & flags) == flags) {
                return payload;
            }
            if (header[3] == GOAWAY) {
                throw new IOException("GOAWAY " + new String(payload, StandardCharsets.US_ASCII));
            }
        }
    }
}
