package eu.qlpipeline.signing.agent.rpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;

/** A unary call of which the first part of the request is sent, as no client of gRPC does it, on a connection of its own. */
final class PartialCall {

    private static final int STREAM = 1;
    private static final int CANCEL = 8;
    private static final int PREFIX = 127;

    /** Length-prefixed (gRPC over HTTP/2): ten bytes, a field that nobody knows. */
    private static final byte[] REQUEST = {0, 0, 0, 0, 10, 0x7a, 8, 1, 2, 3, 4, 5, 6, 7, 8};

    private static final int PART = 9;

    private final SSLSocket socket;

    private PartialCall(SSLSocket socket) {
        this.socket = socket;
    }

    static PartialCall begin(TestingPeer caller, int port, TestingPeer server) throws Exception {
        return begin(caller, port, server, headers(), Arrays.copyOf(REQUEST, PART));
    }

    /** Begins a request for a signature, of which so many bytes are to come. */
    static PartialCall begin(TestingPeer caller, int port, TestingPeer server, int length) throws Exception {
        byte[] prefix = {0, 0, 0, (byte) (length >> Byte.SIZE), (byte) length, 0x7a};
        return begin(caller, port, server, headers("/eu.qlpipeline.signing.v1.SigningAgent/SignChallenge"), prefix);
    }

    private static PartialCall begin(TestingPeer caller, int port, TestingPeer server, byte[] headers, byte[] first)
            throws Exception {
        SSLSocket socket = caller.socket(port, server.certificate());
        Http2Frames.send(socket, Http2Frames.HEADERS, Http2Frames.END_HEADERS, STREAM, headers);
        Http2Frames.send(socket, Http2Frames.DATA, 0, STREAM, first);
        return new PartialCall(socket);
    }

    /** Begins the call of that number on a connection without any other, and resets it at once; 0 is the first. */
    static void giveUp(SSLSocket socket, int number) throws IOException {
        int stream = 2 * number + STREAM;
        Http2Frames.send(socket, Http2Frames.HEADERS, Http2Frames.END_HEADERS, stream, headers());
        Http2Frames.send(socket, Http2Frames.RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
    }

    /** Makes the call of that number, which has no message, on a connection; 0 is the first. */
    static void ask(SSLSocket socket, int number, String path) throws IOException {
        int flags = Http2Frames.END_HEADERS | Http2Frames.END_STREAM;
        Http2Frames.send(socket, Http2Frames.HEADERS, flags, 2 * number + STREAM, headers(path));
    }

    /** Begins the call of that number, and sends no more of it; 0 is the first. */
    static void open(SSLSocket socket, int number, String path) throws IOException {
        Http2Frames.send(socket, Http2Frames.HEADERS, Http2Frames.END_HEADERS, 2 * number + STREAM, headers(path));
    }

    private static byte[] headers() throws IOException {
        return headers("/eu.qlpipeline.signing.v1.SigningAgent/GetCertificate");
    }

    private static byte[] headers(String path) throws IOException {
        var headers = new ByteArrayOutputStream();
        field(headers, ":method", "POST");
        field(headers, ":scheme", "https");
        field(headers, ":path", path);
        field(headers, ":authority", "127.0.0.1");
        field(headers, "content-type", "application/grpc");
        field(headers, "te", "trailers");
        return headers.toByteArray();
    }

    /** A field whose name and value are written as they are (RFC 7541, section 6.2.2). */
    private static void field(ByteArrayOutputStream headers, String name, String value) throws IOException {
        headers.write(0);
        text(headers, name);
        text(headers, value);
    }

    /** Its length before it, in as many bytes as that takes (RFC 7541, section 5.1). */
    private static void text(ByteArrayOutputStream headers, String text) throws IOException {
        headers.write(Math.min(text.length(), PREFIX));
        if (text.length() >= PREFIX) {
            int rest = text.length() - PREFIX;
            for (; rest > PREFIX; rest >>= 7) {
                headers.write((PREFIX + 1) | (rest & PREFIX));
            }
            headers.write(rest);
        }
        headers.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends one byte more. */
    void sendPart() throws IOException {
        Http2Frames.send(socket, Http2Frames.DATA, 0, STREAM, new byte[1]);
    }

    /** Sends so many times one byte more, all of it at once, so that no answer comes between. */
    void sendParts(int count) throws IOException {
        var parts = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            parts.write(Http2Frames.frame(Http2Frames.DATA, 0, STREAM, new byte[1]));
        }
        socket.getOutputStream().write(parts.toByteArray());
        socket.getOutputStream().flush();
    }

    /** Sends the rest. */
    void finish() throws IOException {
        byte[] rest = Arrays.copyOfRange(REQUEST, PART, REQUEST.length);
        Http2Frames.send(socket, Http2Frames.DATA, Http2Frames.END_STREAM, STREAM, rest);
    }

    /** How it ended: its trailers, in which the agent leaves texts as they are. */
    String end() throws IOException {
        return end(socket);
    }

    /** How the one call on a connection ended, as {@link #end()}. */
    static String end(SSLSocket socket) throws IOException {
        return new String(Http2Frames.await(socket, Http2Frames.HEADERS, 0), StandardCharsets.ISO_8859_1);
    }

    /** Waits until the agent has closed the connection. */
    void awaitDisconnected() throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // What was on its way.
            }
        } catch (SocketException e) {
            // Closed while there was still something to read for the agent.
        }
    }

    /** Gives it up, and the connection with it. */
    void cancel() throws IOException {
        socket.close();
    }
}
