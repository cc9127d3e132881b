package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent keeps of the headers that it sent on a connection, by how it sends one once more: as an index or in full. */
class HeaderTableTest {

    private static final short HEADER_TABLE_SIZE = 1;
    private static final long LARGEST = 0xFFFF_FFFFL;

    /** Of the name of a method, which the answer repeats; ten of them are more than the usual table. */
    private static final int NAME = 600;

    private static final int IN_FULL = 300;
    private static final TestingPeer SERVER = TestingPeer.make("agent");
    private static final TestingPeer CALLER = TestingPeer.make("caller");

    private final TestingServer server = new TestingServer(CALLER, SERVER);
    private SSLSocket connection;
    private int calls;

    @BeforeEach
    void connect() throws Exception {
        connection =
                CALLER.socket(server.serve(ConnectionLimits.STANDARD, SharedLimits.STANDARD), SERVER.certificate());
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        server.close();
    }

    /** Lets the agent keep so many bytes. */
    private void allow(long size) throws Exception {
        byte[] setting = ByteBuffer.allocate(6)
                .putShort(HEADER_TABLE_SIZE)
                .putInt((int) size)
                .array();
        Http2Frames.send(connection, Http2Frames.SETTINGS, 0, 0, setting);
    }

    /** How many bytes the headers take that say that there is no such method. */
    private int answer(char method) throws Exception {
        PartialCall.ask(connection, calls++, "/" + String.valueOf(method).repeat(NAME) + "/x");
        return Http2Frames.await(connection, Http2Frames.HEADERS, 0).length;
    }

    @ParameterizedTest
    @ValueSource(longs = {4096, 65_536, LARGEST})
    void whatIsMoreThanTheUsualTableHoldsIsKeptNoLonger(long size) throws Exception {
        allow(size);
        assertThat(answer('a')).isGreaterThan(IN_FULL);
        assertThat(answer('a')).as("kept").isLessThan(IN_FULL);
        for (char method = 'b'; method < 'l'; method++) {
            assertThat(answer(method)).isGreaterThan(IN_FULL);
        }
        assertThat(answer('a')).as("not kept").isGreaterThan(IN_FULL);
    }

    @Test
    void whoWantsNothingKeptHasItSo() throws Exception {
        allow(LARGEST);
        allow(0);
        assertThat(answer('a')).isGreaterThan(IN_FULL);
        assertThat(answer('a')).isGreaterThan(IN_FULL);
    }

    /** Each change is kept until the next headers tell of it (RFC 7541, section 4.2). */
    @Test
    void whoChangesTheSizeVeryOftenIsSentAway() throws Exception {
        for (int i = 0; i < 50; i++) {
            allow(0);
            allow(LARGEST);
        }
        assertThat(answer('a')).isGreaterThan(IN_FULL);
        allow(0);
        assertThat(Http2Frames.awaitGoAway(connection)).isEqualTo("11 too_many_table_sizes");
    }
}
