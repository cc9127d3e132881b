package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.codec.ReceiptCodec;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Receipts that cannot be had for the log's own sake, as often as a caller asks. */
class FailingReceiptsTest {

    private static final TestingPeer SERVER = TestingPeer.make("agent");
    private static final TestingPeer CALLER = TestingPeer.make("caller");

    @Test
    void aCallerHasOneLineLoggedHoweverOftenItAsks() throws Exception {
        ManagedChannel channel = null;
        try (TestingServer server = new TestingServer(CALLER, SERVER);
                CapturedLog log = CapturedLog.of(ReceiptCalls.class.getName())) {
            server.receipts((name, query, abandoned) -> CompletableFuture.failedFuture(
                    new AgentException(ReasonCode.INTERNAL, "receipt: the log cannot be read: Input/output error")));
            int port = server.serve(ConnectionLimits.STANDARD, SharedLimits.STANDARD);
            channel = CALLER.channel(port, SERVER.certificate());
            var stub = SigningAgentGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
            var query = ReceiptCodec.encode(new ReceiptQuery(Digest.of(new byte[0]), Digest.of(new byte[1]), 0));
            for (int i = 0; i < 20; i++) {
                assertThatExceptionOfType(StatusRuntimeException.class)
                        .isThrownBy(() -> stub.getReceipt(query))
                        .withMessage("INTERNAL: REASON_INTERNAL: agent: internal defect");
            }
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING receipt: the log cannot be read: Input/output error (asked for by caller)");
        } finally {
            if (channel != null) {
                channel.shutdownNow();
            }
        }
    }
}
