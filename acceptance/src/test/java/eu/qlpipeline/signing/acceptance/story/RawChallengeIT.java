package eu.qlpipeline.signing.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.stage.Spy;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.GetCertificateRequest;
import eu.qlpipeline.signing.v1.RawChallenge;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent refuses to sign over the wire, without ever asking the token. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawChallengeIT {

    private final SecureRandom random = new SecureRandom();
    private final AgentHome home;
    private final AgentProcess agent;
    private final Spy spy;
    private final Caller caller;
    private final Caller withoutPurpose;
    private final Caller stranger;

    RawChallengeIT(Stage stage) throws IOException {
        home = stage.agent("agent");
        TlsIdentity known = stage.identity("known");
        TlsIdentity limited = stage.identity("limited");
        home.admit("known", known.certificate());
        home.admit("limited", limited.certificate());
        Files.writeString(home.providers().resolve("limited.yaml"), """
                certificate: limited.crt
                purposes: [tls13-certificate-verify]
                """);
        spy = Spy.on(home);
        agent = spy.watch(stage.program(home), home).serve();
        caller = caller(known);
        withoutPurpose = caller(limited);
        stranger = caller(stage.identity("stranger"));
    }

    private Caller caller(TlsIdentity identity) {
        return new Caller(agent.address(), home.tls().certificate(), identity);
    }

    @AfterAll
    void close() {
        caller.close();
        withoutPurpose.close();
        stranger.close();
    }

    @Test
    void theSpySeesEverySignature() {
        int before = spy.calls().size();
        assertThat(caller.sign(bytes(32))).hasSize(512);
        List<String> calls = spy.calls();
        assertThat(calls.subList(before, calls.size())).contains("C_SignInit");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 64, 130, 512})
    void refusesAnyOtherLengthThan32(int length) {
        assertRefused(bytes(length), Reason.REASON_CHALLENGE_LENGTH, length + " bytes (expected: 32)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJhbGciOiJQUzI1NiJ9.eyJpZCI6MX0",
                "the quick brown fox\r\n\tjumps over",
                "                                "
            })
    void refusesText(String text) {
        byte[] challenge = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(challenge).hasSize(32);
        assertRefused(challenge, Reason.REASON_CHALLENGE_TEXT, "text throughout");
    }

    static Stream<String> reservedPrefixes() {
        return Stream.of(
                "20".repeat(16),
                hex("QL-SIGN"),
                "846a" + hex("Signature1"),
                "8569" + hex("Signature"),
                hex("DSSEv1 "),
                hex("SSHSIG"),
                "ff544347");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("reservedPrefixes")
    void refusesWhatStartsLikeAStructureOfAnotherProtocol(String prefix) {
        byte[] start = HexFormat.of().parseHex(prefix);
        byte[] challenge = Arrays.copyOf(start, 32);
        Arrays.fill(challenge, start.length, 32, (byte) 0x80);
        assertRefused(challenge, Reason.REASON_CHALLENGE_RESERVED_PREFIX, "challenge: ");
    }

    @Test
    void signsWhatOnlyAlmostStartsLikeOne() {
        byte[] challenge = new byte[32];
        Arrays.fill(challenge, 0, 15, (byte) 0x20);
        Arrays.fill(challenge, 15, 32, (byte) 0x80);
        assertThat(caller.sign(challenge)).hasSize(512);
    }

    @Test
    void refusesARequestWithoutAnyChallenge() {
        assertRefused(
                caller,
                SignChallengeRequest.getDefaultInstance(),
                Status.Code.INVALID_ARGUMENT,
                Reason.REASON_CHALLENGE_MISSING);
    }

    @Test
    void refusesACallerWithoutThePurpose() {
        assertRefused(
                withoutPurpose, raw(bytes(32)), Status.Code.PERMISSION_DENIED, Reason.REASON_PURPOSE_NOT_PERMITTED);
        assertThat(withoutPurpose
                        .agent()
                        .getCertificate(GetCertificateRequest.getDefaultInstance())
                        .getCertificateDer()
                        .isEmpty())
                .isFalse();
    }

    @Test
    void anUnknownCallerGetsNoReplyAtAll() {
        int before = spy.calls().size();
        var failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> stranger.agent().getCertificate(GetCertificateRequest.getDefaultInstance()));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(StatusProto.fromThrowable(failure).getDetailsList()).isEmpty();
        assertThat(spy.calls()).hasSize(before);
    }

    private void assertRefused(byte[] challenge, Reason reason, String message) {
        Rejection rejection = assertRefused(caller, raw(challenge), Status.Code.INVALID_ARGUMENT, reason);
        assertThat(rejection.getMessage()).contains(message);
    }

    private Rejection assertRefused(Caller who, SignChallengeRequest request, Status.Code code, Reason reason) {
        int before = spy.calls().size();
        var failure = catchThrowableOfType(
                StatusRuntimeException.class, () -> who.agent().signChallenge(request));
        assertThat(failure.getStatus().getCode()).isEqualTo(code);
        Rejection rejection = rejection(failure);
        assertThat(rejection.getReason()).isEqualTo(reason);
        assertThat(spy.calls()).as("calls of the token").hasSize(before);
        return rejection;
    }

    private static Rejection rejection(StatusRuntimeException failure) {
        Any detail = StatusProto.fromThrowable(failure).getDetails(0);
        try {
            return detail.unpack(Rejection.class);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static SignChallengeRequest raw(byte[] challenge) {
        return SignChallengeRequest.newBuilder()
                .setRaw(RawChallenge.newBuilder().setChallenge(ByteString.copyFrom(challenge)))
                .build();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
