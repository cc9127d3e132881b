package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.v1.GetReceiptRequest;
import io.grpc.StatusRuntimeException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** A token that does not return from the signature of a checkpoint. */
@ExtendWith(StageExtension.class)
class HungCheckpointIT {

    private static final String HANGING = "C_SignFinal hang always";
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final FaultyAgent agent;
    private final Caller caller;

    HungCheckpointIT(Stage stage, TestInfo test) {
        String name = "hung-" + Integer.toHexString(test.getDisplayName().hashCode());
        AgentHome home = stage.agent(name);
        Provider provider = stage.provider(name + "-provider", home);
        agent = FaultyAgent.start(stage, home, stage.faultModule(), List.of("# well"), "supervision.hang-seconds", "1");
        caller = new Caller(agent.address(), home.tls().certificate(), provider.tls());
    }

    @AfterEach
    void stop() {
        caller.close();
        agent.process().running().kill();
    }

    private GetReceiptRequest sign() {
        byte[] challenge = RawChallenge.random(new SecureRandom()).message();
        byte[] signature = caller.sign(challenge);
        return GetReceiptRequest.newBuilder()
                .setChallengeSha256(ByteString.copyFrom(Digest.of(challenge).bytes()))
                .setSignatureSha256(ByteString.copyFrom(Digest.of(signature).bytes()))
                .setAnsweredAtMs(System.currentTimeMillis())
                .build();
    }

    private void assertPending(GetReceiptRequest request) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> caller.agent().getReceipt(request))
                .withMessageContaining("RECEIPT_PENDING");
    }

    @Test
    void receiptsAreAnsweredMeanwhileAndThereWhenTheTokenIsBack() {
        GetReceiptRequest request = sign();
        agent.control(List.of(HANGING));
        assertPending(request);
        await().atMost(PATIENCE)
                .until(() -> agent.process().running().errorOutput().contains("thread audit-checkpoint"));
        assertPending(request);

        agent.control(List.of("# well"));
        await().atMost(PATIENCE)
                .ignoreException(StatusRuntimeException.class)
                .until(() -> !caller.agent().getReceipt(request).getRecord().isEmpty());
    }

    @Test
    void theAgentEndsWithoutItsLastCheckpoint() {
        sign();
        agent.control(List.of(HANGING));
        agent.process().running().terminate();
        assertThat(agent.process().running().await(PATIENCE).exitCode()).isEqualTo(143);
    }
}
