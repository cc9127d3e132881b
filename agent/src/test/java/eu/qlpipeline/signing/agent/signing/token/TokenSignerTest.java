package eu.qlpipeline.signing.agent.signing.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.audit.TestingCheckpointSigner;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.ScriptedToken;
import eu.qlpipeline.signing.agent.generation.TokenState;
import eu.qlpipeline.signing.agent.signing.PurposeSigner.Made;
import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How often the token is asked for one signature, and what the caller hears. */
class TokenSignerTest {

    private static final long ARGUMENTS_BAD = 0x007;
    private static final long DEVICE_ERROR = 0x030;
    private static final long SESSION_HANDLE_INVALID = 0x0B3;
    private static final long SESSION_COUNT = 0x0B1;
    private static final List<Long> WELL = List.of();

    static List<SigningPurpose> oneChallengeAndABatchOfThree() {
        return List.of(
                RawChallenge.random(new SecureRandom()),
                BatchRoot.of(
                        SignatureScheme.RSA4096_PSS_SHA256_SALT478,
                        CertificateFingerprint.of(TestingCheckpointSigner.certificate()),
                        2,
                        Nonce.of(new byte[32]),
                        new byte[32]));
    }

    private static Made sign(ScriptedToken token, SigningPurpose purpose) {
        var signer = new TokenSigner(token.supervisor(), new SessionGate(2));
        return signer.sign(signer.key(), purpose);
    }

    private static void assertRefused(ScriptedToken token, SigningPurpose purpose, ReasonCode reason) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> sign(token, purpose))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @MethodSource("oneChallengeAndABatchOfThree")
    void anErrorThatMayPassIsTriedOnceMoreInTheSameGeneration(SigningPurpose purpose) {
        try (var token = new ScriptedToken(List.of(List.of(DEVICE_ERROR), WELL))) {
            assertThat(sign(token, purpose).generation()).isEqualTo(1);
            assertThat(token.calls()).containsExactly(1L, 1L);
        }
    }

    @ParameterizedTest
    @MethodSource("oneChallengeAndABatchOfThree")
    void oneThatDoesNotPassIsTriedOnceMoreInTheNext(SigningPurpose purpose) {
        try (var token = new ScriptedToken(List.of(List.of(DEVICE_ERROR, DEVICE_ERROR), WELL))) {
            assertThat(sign(token, purpose).generation()).isEqualTo(2);
            assertThat(token.calls()).containsExactly(1L, 1L, 2L);
        }
    }

    @ParameterizedTest
    @MethodSource("oneChallengeAndABatchOfThree")
    void aTokenWithoutASessionIsAskedFourTimesMore(SigningPurpose purpose) {
        List<Long> four = List.of(SESSION_COUNT, SESSION_COUNT, SESSION_COUNT, SESSION_COUNT);
        try (var token = new ScriptedToken(List.of(four, WELL))) {
            assertThat(sign(token, purpose).generation()).isEqualTo(1);
            assertThat(token.calls()).containsExactly(1L, 1L, 1L, 1L, 1L);
        }
    }

    @ParameterizedTest
    @MethodSource("oneChallengeAndABatchOfThree")
    void aRequestThatTheTokenRefusesIsNotTriedAgain(SigningPurpose purpose) {
        try (var token = new ScriptedToken(List.of(List.of(ARGUMENTS_BAD), WELL))) {
            assertRefused(token, purpose, ReasonCode.SCHEME_UNSUPPORTED);
            assertThat(token.calls()).containsExactly(1L);
            assertThat(sign(token, purpose).generation()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("oneChallengeAndABatchOfThree")
    void afterThreeSuchRefusalsInARowTheKeyIsOpenedAnew(SigningPurpose purpose) {
        List<Long> three = List.of(ARGUMENTS_BAD, ARGUMENTS_BAD, ARGUMENTS_BAD);
        try (var token = new ScriptedToken(List.of(three, WELL))) {
            for (int i = 0; i < 3; i++) {
                assertRefused(token, purpose, ReasonCode.SCHEME_UNSUPPORTED);
            }
            assertThat(sign(token, purpose).generation()).isEqualTo(2);
            assertThat(token.calls()).containsExactly(1L, 1L, 1L, 2L);
        }
    }

    @ParameterizedTest
    @MethodSource("oneChallengeAndABatchOfThree")
    void whatWasLostWithItsGenerationIsTriedOnceInTheNext(SigningPurpose purpose) {
        try (var token = new ScriptedToken(List.of(List.of(SESSION_HANDLE_INVALID), WELL))) {
            assertThat(sign(token, purpose).generation()).isEqualTo(2);
            assertThat(token.calls()).containsExactly(1L, 2L);
        }
    }

    @ParameterizedTest
    @MethodSource("oneChallengeAndABatchOfThree")
    void whatWasLostTwiceIsRefused(SigningPurpose purpose) {
        List<Long> lost = List.of(SESSION_HANDLE_INVALID);
        try (var token = new ScriptedToken(List.of(lost, lost, WELL))) {
            assertRefused(token, purpose, ReasonCode.TOKEN_SESSION_LOST);
            assertThat(token.calls()).containsExactly(1L, 2L);
            assertThat(token.supervisor().state()).isEqualTo(TokenState.SERVING);
        }
    }
}
