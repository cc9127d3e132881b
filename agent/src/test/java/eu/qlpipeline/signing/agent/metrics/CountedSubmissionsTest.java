package eu.qlpipeline.signing.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.admission.Submissions;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.agent.signing.SignatureListener;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CountedSubmissionsTest {

    private static final RawChallenge CHALLENGE = RawChallenge.random(new SecureRandom());
    private static final Caller CALLER =
            new Caller("a", TestingKeys.fingerprint(1), Set.of(PurposeKind.RAW_CHALLENGE), List.of(), true);

    private final Instruments instruments = new Instruments();
    private final RequestCounters counters = new RequestCounters(instruments);

    private static SignatureAnswer answer() {
        return new SignatureAnswer(
                CertificateFingerprint.ofBytes(new byte[32]),
                CHALLENGE,
                new AnswerProof.Direct(PssSignature.of(new byte[512])));
    }

    private void submit(Consumer<SignatureListener> outcome, boolean cancelled) {
        new CountedSubmissions(ending(outcome), counters)
                .submit(CALLER, new ChallengeRequest.Raw(CHALLENGE), Long.MAX_VALUE, listening(cancelled));
    }

    private static Submissions ending(Consumer<SignatureListener> outcome) {
        return new Submissions() {
            @Override
            public void submit(
                    Caller caller, ChallengeRequest challenge, long deadlineNanos, SignatureListener listener) {
                outcome.accept(listener);
            }
        };
    }

    private static SignatureListener listening(boolean cancelled) {
        return new SignatureListener() {
            @Override
            public void answered(SignatureAnswer answer) {}

            @Override
            public void failed(AgentException reason) {}

            @Override
            public boolean isCancelled() {
                return cancelled;
            }
        };
    }

    private double count(String purpose, String outcome) {
        return Readings.value(
                instruments, "signing_agent_requests_total{outcome=\"" + outcome + "\",purpose=\"" + purpose + "\"}");
    }

    private double all() {
        return Readings.sum(instruments, "signing_agent_requests_total");
    }

    @Test
    void anAnswerIsCountedAsSigned() {
        submit(listener -> listener.answered(answer()), false);

        assertThat(count("raw-challenge", "SIGNED")).isEqualTo(1);
        assertThat(count("bound-challenge", "SIGNED")).isZero();
        assertThat(count("tls13-certificate-verify", "SIGNED")).isZero();
    }

    @Test
    void aFailureIsCountedByItsReason() {
        submit(listener -> listener.failed(new AgentException(ReasonCode.TOKEN_HUNG, "token")), false);

        assertThat(count("raw-challenge", "TOKEN_HUNG")).isEqualTo(1);
        assertThat(count("raw-challenge", "SIGNED")).isZero();
    }

    @Test
    void aRefusalIsCountedAndPassedOn() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> submit(
                        listener -> {
                            throw new AgentException(ReasonCode.RATE_LIMITED, "rate");
                        },
                        false));

        assertThat(count("raw-challenge", "RATE_LIMITED")).isEqualTo(1);
    }

    @Test
    void aCallerThatHasGoneIsCountedOnceHoweverOftenThatIsAsked() {
        submit(
                listener -> {
                    assertThat(listener.isCancelled()).isTrue();
                    assertThat(listener.isCancelled()).isTrue();
                },
                true);

        assertThat(count("raw-challenge", "CALLER_GONE")).isEqualTo(1);
    }

    @Test
    void aCallerThatHasGoneIsNotCountedAgainWhenItsThreadIsLost() {
        submit(
                listener -> {
                    assertThat(listener.isCancelled()).isTrue();
                    listener.failed(new AgentException(ReasonCode.TOKEN_HUNG, "token"));
                },
                true);

        assertThat(count("raw-challenge", "CALLER_GONE")).isEqualTo(1);
        assertThat(all()).isEqualTo(1);
    }

    @Test
    void aRequestThatHasFailedIsNotCountedAgainWhenItsCallerGoes() {
        submit(
                listener -> {
                    listener.failed(new AgentException(ReasonCode.TOKEN_HUNG, "token"));
                    assertThat(listener.isCancelled()).isTrue();
                },
                true);

        assertThat(count("raw-challenge", "TOKEN_HUNG")).isEqualTo(1);
        assertThat(all()).isEqualTo(1);
    }

    @Test
    void aRequestThatCannotBeDecodedHasNoPurpose() {
        new CountedSubmissions(ending(listener -> {}), counters).undecodable(ReasonCode.CHALLENGE_LENGTH);

        assertThat(count("none", "CHALLENGE_LENGTH")).isEqualTo(1);
    }

    @Test
    void whatTheLimitsOfItsCallerRefuseUnreadHasNoPurposeAndIsCountedAsLimited() {
        var submissions = new CountedSubmissions(ending(listener -> {}), counters);
        submissions.limited(CALLER, ReasonCode.CONCURRENCY_LIMITED);

        assertThat(count("none", "CONCURRENCY_LIMITED")).isEqualTo(1);
        assertThat(limited(List.of("a"))).containsExactly("0.0 a RATE_LIMITED", "1.0 a CONCURRENCY_LIMITED");
    }

    @Test
    void refusalsByLimitsAreToldOfTheCallersInThePolicyAlone() {
        counters.limited("a", ReasonCode.RATE_LIMITED);
        counters.limited("gone", ReasonCode.RATE_LIMITED);
        counters.limited("a", ReasonCode.OVERLOADED);

        assertThat(limited(List.of("a", "b")))
                .containsExactly(
                        "1.0 a RATE_LIMITED",
                        "0.0 a CONCURRENCY_LIMITED",
                        "0.0 b RATE_LIMITED",
                        "0.0 b CONCURRENCY_LIMITED");
        assertThat(limited(List.of("gone"))).containsExactly("0.0 gone RATE_LIMITED", "0.0 gone CONCURRENCY_LIMITED");
    }

    private List<String> limited(List<String> callers) {
        List<String> all = new ArrayList<>();
        counters.limited(callers, (value, labels) -> all.add(value + " " + String.join(" ", labels)));
        return all;
    }
}
