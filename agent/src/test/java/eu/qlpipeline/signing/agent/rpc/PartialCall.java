package eu.qlpipeline.signing.agent.rpc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** A unary call of which the first part of the request is sent, as no client of gRPC does it, on a connection of its own. */
final class PartialCall {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int HEADER = 9;
    private static final int LENGTH = 3;

    /** Length-prefixed (gRPC over HTTP/2): ten bytes, a field that nobody knows. */
    private static final byte[] REQUEST = {0, 0, 0, 0, 10, 0x7a, 8, 1, 2, 3, 4, 5, 6, 7, 8};

    private static final int PART = 9;

    private final SSLSocket socket;

    private PartialCall(SSLSocket socket) {
        this.socket = socket;
    }

    static PartialCall begin(TestingPeer caller, int port, TestingPeer server) throws Exception {
        var call = new PartialCall(caller.socket(port, server.certificate()));
        var headers = new ByteArrayOutputStream();
        for (String text : List.of(
                ":method", "POST",
                ":scheme", "https",
                ":path", "/eu.qlpipeline.signing.v1.SigningAgent/GetCertificate",
                ":authority", "127.0.0.1",
                "content-type", "application/grpc",
                "te", "trailers")) {
            // RFC 7541, section 6.2.2: names and values as they are.
            if (text.startsWith(":") || text.equals("content-type") || text.equals("te")) {
                headers.write(0);
            }
            headers.write(text.length());
            headers.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        call.send(HEADERS, END_HEADERS, headers.toByteArray());
        call.send(DATA, 0, Arrays.copyOf(REQUEST, PART));
        return call;
    }

    private void send(int type, int flags, byte[] payload) throws IOException {
        byte[] frame = new byte[HEADER + payload.length];
        frame[1] = (byte) (payload.length >> Byte.SIZE);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[HEADER - 1] = 1;
        System.arraycopy(payload, 0, frame, HEADER, payload.length);
        socket.getOutputStream().write(frame);
        socket.getOutputStream().flush();
    }

    /** Sends the rest. */
    void finish() throws IOException {
        send(DATA, END_STREAM, Arrays.copyOfRange(REQUEST, PART, REQUEST.length));
    }

    /** How it ended: its trailers, in which the agent leaves texts as they are. */
    String end() throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        while (true) {
            byte[] header = new byte[HEADER];
            in.readFully(header);
            byte[] payload = new byte[new BigInteger(1, header, 0, LENGTH).intValue()];
            in.readFully(payload);
            if (header[3] == HEADERS) {
                return new String(payload, StandardCharsets.ISO_8859_1);
            }
        }
    }

    /** Gives it up, and the connection with it. */
    void cancel() throws IOException {
        socket.close();
    }
}
