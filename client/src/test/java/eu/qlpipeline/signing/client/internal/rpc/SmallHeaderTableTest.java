package eu.qlpipeline.signing.client.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.v1.GetReceiptRequest;
import eu.qlpipeline.signing.v1.GetReceiptResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client keeps of the headers that it sent on a connection, by how it sends one once more: as an index or in full. */
@Timeout(120)
class SmallHeaderTableTest {

    private static final int PREFACE = 24;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int ACK = 1;

    /** SETTINGS (RFC 9113, section 6.5): a table of 2^32-1 bytes. */
    private static final byte[] ALLOWING_MUCH = {0, 0, 6, SETTINGS, 0, 0, 0, 0, 0, 0, 1, -1, -1, -1, -1};

    private static final Metadata.Key<String> NOTE = Metadata.Key.of("note", Metadata.ASCII_STRING_MARSHALLER);

    /** Ten of them are more than the usual table. */
    private static final int NOTE_LENGTH = 600;

    private static final int IN_FULL = 300;

    private static final int MOST_CHANGES = 100;

    /** RFC 9113, section 7. */
    private static final int ENHANCE_YOUR_CALM = 0xb;

    private ServerSocket agent;
    private Connection connection;
    private Socket accepted;
    private DataInputStream sent;

    @BeforeEach
    void connect() throws Exception {
        agent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var begun = NettyChannelBuilder.forAddress("127.0.0.1", agent.getLocalPort())
                .usePlaintext();
        connection = Connection.open(begun, Duration.ofMinutes(1), false, new EventLoop());
        call('-');
        accepted = agent.accept();
        sent = new DataInputStream(accepted.getInputStream());
        sent.skipNBytes(PREFACE);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        accepted.close();
        agent.close();
    }

    private void call(char note) {
        ClientCall<GetReceiptRequest, GetReceiptResponse> call =
                connection.channel().newCall(SigningAgentGrpc.getGetReceiptMethod(), CallOptions.DEFAULT);
        Metadata metadata = new Metadata();
        metadata.put(NOTE, String.valueOf(note).repeat(NOTE_LENGTH));
        call.start(new ClientCall.Listener<>() {}, metadata);
        call.sendMessage(GetReceiptRequest.getDefaultInstance());
        call.halfClose();
    }

    /** Reads until a frame of that type, and returns its length. */
    private int await(int type, int flags) throws Exception {
        return frame(type, flags).length;
    }

    /** Reads until a frame of that type, and returns what it holds. */
    private byte[] frame(int type, int flags) throws Exception {
        while (true) {
            int lengthAndType = sent.readInt();
            int found = sent.readUnsignedByte();
            sent.readInt();
            byte[] content = sent.readNBytes(lengthAndType >>> Byte.SIZE);
            if ((lengthAndType & 0xFF) == type && (found & flags) == flags) {
                return content;
            }
        }
    }

    /** Changes the size of the table, which takes effect when it is acknowledged. */
    private void allow(int size) throws Exception {
        byte[] settings = ALLOWING_MUCH.clone();
        ByteBuffer.wrap(settings).putInt(settings.length - Integer.BYTES, size);
        accepted.getOutputStream().write(settings);
        accepted.getOutputStream().flush();
    }

    /** How many bytes the headers of a call take. */
    private int ask(char note) throws Exception {
        call(note);
        return await(HEADERS, 0);
    }

    @Test
    void whatIsMoreThanTheUsualTableHoldsIsKeptNoLonger() throws Exception {
        accepted.getOutputStream().write(ALLOWING_MUCH);
        accepted.getOutputStream().flush();
        assertThat(await(SETTINGS, ACK)).isZero();
        assertThat(await(HEADERS, 0)).isGreaterThan(IN_FULL);

        assertThat(ask('a')).isGreaterThan(IN_FULL);
        assertThat(ask('a')).as("kept").isLessThan(IN_FULL);
        for (char note = 'b'; note < 'l'; note++) {
            assertThat(ask(note)).isGreaterThan(IN_FULL);
        }
        assertThat(ask('a')).as("not kept").isGreaterThan(IN_FULL);
    }

    @Test
    void anAgentThatChangesTheSizeVeryOftenIsLeft() throws Exception {
        // What comes along with the handshake is not counted, but has effect.
        allow(1);
        assertThat(await(SETTINGS, ACK)).isZero();
        for (int change = 0; change < MOST_CHANGES; change++) {
            allow(change % 2);
            assertThat(await(SETTINGS, ACK)).isZero();
        }
        assertThat(ask('a')).as("still used").isGreaterThan(IN_FULL);

        allow(1);
        var goAway = ByteBuffer.wrap(frame(GOAWAY, 0));
        goAway.getInt();
        assertThat(goAway.getInt()).isEqualTo(ENHANCE_YOUR_CALM);
    }
}
