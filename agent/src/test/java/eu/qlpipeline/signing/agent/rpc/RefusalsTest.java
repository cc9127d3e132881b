package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {

    private static final Set<ReasonCode> UNTOLD = EnumSet.of(
            ReasonCode.CONFIGURATION,
            ReasonCode.TOKEN_ABSENT,
            ReasonCode.TOKEN_UNREACHABLE,
            ReasonCode.TOKEN_FAILURE,
            ReasonCode.PIN_REJECTED,
            ReasonCode.KEY_UNUSABLE,
            ReasonCode.AUDIT_BLOCKED,
            ReasonCode.INTERNAL);

    private static final Set<ReasonCode> PASSING = EnumSet.of(
            ReasonCode.OVERLOADED,
            ReasonCode.RATE_LIMITED,
            ReasonCode.CONCURRENCY_LIMITED,
            ReasonCode.SHUTTING_DOWN,
            ReasonCode.TOKEN_ABSENT,
            ReasonCode.TOKEN_UNREACHABLE,
            ReasonCode.TOKEN_HUNG,
            ReasonCode.TOKEN_SESSION_LOST,
            ReasonCode.TOKEN_FAILURE,
            ReasonCode.CONFIGURATION,
            ReasonCode.AUDIT_BLOCKED,
            ReasonCode.RECEIPT_PENDING);

    private static com.google.rpc.Status details(ReasonCode reason) {
        StatusException status = Refusals.status(new AgentException(reason, "what: found (expected: other)", "hint"));
        com.google.rpc.Status details = StatusProto.fromThrowable(status);
        assertThat(details).isNotNull();
        return details;
    }

    private static Rejection rejection(ReasonCode reason) throws Exception {
        return details(reason).getDetails(0).unpack(Rejection.class);
    }

    @ParameterizedTest
    @EnumSource(ReasonCode.class)
    void everyReasonCarriesItsRejectionAndKeepsHintsBack(ReasonCode reason) throws Exception {
        Rejection rejection = rejection(reason);
        String expected = switch (reason) {
            case CONFIGURATION -> "REASON_TOKEN_FAILURE";
            case TOKEN_UNREACHABLE -> "REASON_TOKEN_ABSENT";
            default -> "REASON_" + reason;
        };

        assertThat(rejection.getReason().name()).isEqualTo(expected);
        // What may name the agent's files or tokens, callers are not told.
        boolean told = !UNTOLD.contains(reason);
        assertThat(rejection.getMessage().equals("what: found (expected: other)"))
                .isEqualTo(told);
        assertThat(details(reason).toString().contains("found (expected")).isEqualTo(told);
        assertThat(details(reason).toString()).doesNotContain("hint");
    }

    @Test
    void everyReasonOfTheWireIsUsed() throws Exception {
        Set<Reason> used = EnumSet.noneOf(Reason.class);
        for (ReasonCode reason : ReasonCode.values()) {
            used.add(rejection(reason).getReason());
        }
        assertThat(used)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Reason.values())
                        .filter(reason -> reason != Reason.REASON_UNSPECIFIED && reason != Reason.UNRECOGNIZED)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @EnumSource(ReasonCode.class)
    void advisesToTryAgainWhereThatHelpsAlone(ReasonCode reason) throws Exception {
        com.google.rpc.Status details = details(reason);
        if (PASSING.contains(reason)) {
            RetryInfo advice = details.getDetails(1).unpack(RetryInfo.class);
            assertThat(advice.getRetryDelay())
                    .isEqualTo(Duration.newBuilder().setNanos(500_000_000).build());
            assertThat(rejection(reason).getRetryAfterMs()).isEqualTo(500);
        } else {
            assertThat(details.getDetailsCount()).isEqualTo(1);
            assertThat(rejection(reason).getRetryAfterMs()).isZero();
        }
    }

    @Test
    void badInputIsTheCallersFault() {
        AgentException refusal = ContractFailure.refusal(
                new ContractViolation(ContractViolation.Reason.CHALLENGE_TEXT, "challenge: text throughout"));
        assertThat(Refusals.status(refusal).getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
}
