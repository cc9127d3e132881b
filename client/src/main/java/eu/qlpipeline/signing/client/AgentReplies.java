package eu.qlpipeline.signing.client;

import com.google.protobuf.InvalidProtocolBufferException;
import eu.qlpipeline.signing.client.internal.attempt.Causes;
import eu.qlpipeline.signing.client.internal.rpc.CallTrouble;
import eu.qlpipeline.signing.client.internal.rpc.PeerText;
import eu.qlpipeline.signing.client.internal.rpc.Rejections;
import eu.qlpipeline.signing.client.internal.tls.PinMismatchException;
import eu.qlpipeline.signing.client.verify.AgentAnswer;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.codec.BoundCodec;
import eu.qlpipeline.signing.contract.codec.ChallengeCodec;
import eu.qlpipeline.signing.contract.codec.TlsCodec;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what came back from an agent: answers strictly, failures into the exceptions of this package.
 *
 * @param peer which agent or agents, for messages
 * @param own the certificate by which the peer knows this side, for messages
 * @param deadline the deadline of its calls, for messages
 */
record AgentReplies(String peer, X509Certificate own, Duration deadline) {

    private static final Set<Status.Code> RETRYABLE =
            Set.of(Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED, Status.Code.DEADLINE_EXCEEDED);
    private static final Set<Status.Code> REFUSALS = Set.of(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.PERMISSION_DENIED,
            Status.Code.UNAUTHENTICATED);

    /** The answer in a reply. */
    AgentAnswer answer(SignChallengeResponse reply) throws VerificationException {
        try {
            return new AgentAnswer(ChallengeCodec.certificateOf(reply), ChallengeCodec.rawSignatureOf(reply));
        } catch (ContractViolation e) {
            throw VerificationException.of(e);
        }
    }

    /** The answer in a reply for TLS. */
    AgentAnswer answer(SignTls13CertificateVerifyResponse reply) throws VerificationException {
        try {
            return new AgentAnswer(TlsCodec.certificateOf(reply), TlsCodec.signatureOf(reply));
        } catch (ContractViolation violation) {
            throw VerificationException.of(violation);
        }
    }

    /** The answer to a bound challenge in a reply. */
    BoundAnswer boundAnswer(SignChallengeResponse reply) throws VerificationException {
        try {
            return BoundCodec.decode(reply);
        } catch (ContractViolation e) {
            throw VerificationException.of(e);
        }
    }

    /** What comes of a call that waits; it throws what {@link #failure} makes of the call's failure. */
    <T> T await(Supplier<T> call) throws VerificationException, AgentRefusedException, AgentUnavailableException {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    /** What comes of a call; cancelling it cancels the call. */
    @SuppressWarnings("FutureReturnValueIgnored") // both stages only carry one future's end to the other
    <T> CompletableFuture<T> read(CompletableFuture<SignChallengeResponse> call, ReplyReading<T> reading) {
        var result = new CompletableFuture<T>();
        call.whenComplete((reply, failure) -> {
            try {
                if (failure == null) {
                    result.complete(reading.read(reply));
                } else {
                    reading.givenUp();
                    result.completeExceptionally(
                            failure instanceof StatusRuntimeException status ? failure(status, false) : failure);
                }
            } catch (VerificationException | AgentRefusedException | RuntimeException e) {
                reading.givenUp();
                result.completeExceptionally(e);
            }
        });
        result.whenComplete((ignored, failure) -> {
            if (result.isCancelled()) {
                call.cancel(false);
            }
        });
        return result;
    }

    /** Whether another agent may answer what this one refuses. */
    static boolean anotherMayAnswer(Rejection rejection) {
        return reason(rejection.getReason()).passesElsewhere();
    }

    /** What the refusal of one challenge of a stream means. */
    AgentRefusedException refused(Rejection rejection) {
        return refused(rejection, reason(rejection.getReason()).mayPass(), null, false);
    }

    /**
     * What a failed call means, unless it throws that.
     *
     * @throws VerificationException if it is another agent, or its answer does not parse
     * @throws AgentRefusedException if the agent refuses
     */
    AgentUnavailableException failure(StatusRuntimeException failure)
            throws VerificationException, AgentRefusedException {
        return failure(failure, true);
    }

    private AgentUnavailableException failure(StatusRuntimeException failure, boolean traced)
            throws VerificationException, AgentRefusedException {
        Optional<PinMismatchException> mismatch = Causes.first(failure, PinMismatchException.class);
        if (mismatch.isPresent()) {
            throw new VerificationException(
                    Reason.AGENT_NOT_PINNED, String.valueOf(mismatch.get().getMessage()), failure);
        }
        if (Causes.first(failure, InvalidProtocolBufferException.class).isPresent()) {
            throw new VerificationException(
                    Reason.ANSWER_MALFORMED, "answer: does not parse (expected: a reply of the agent)", failure);
        }
        Status.Code code = failure.getStatus().getCode();
        Optional<Rejection> rejection = Rejections.in(failure);
        if (rejection.isPresent()) {
            throw refused(rejection.get(), RETRYABLE.contains(code), failure, traced);
        }
        if (REFUSALS.contains(code)) {
            String text = PeerText.oneLine(failure.getStatus().getDescription());
            throw new AgentRefusedException(
                    AgentRefusedException.Reason.UNSPECIFIED,
                    AgentRefusedException.Retry.NEVER,
                    prefix() + code + ": " + text,
                    failure,
                    traced);
        }
        return new AgentUnavailableException(prefix() + trouble(failure), failure);
    }

    private AgentRefusedException refused(
            Rejection rejection, boolean retryable, @Nullable StatusRuntimeException failure, boolean traced) {
        AgentRefusedException.Reason reason = reason(rejection.getReason());
        String message = prefix() + reason + ": " + PeerText.oneLine(rejection.getMessage());
        var retry = new AgentRefusedException.Retry(retryable, Integer.toUnsignedLong(rejection.getRetryAfterMs()));
        return new AgentRefusedException(reason, retry, message, failure, traced);
    }

    /** The names are those of the wire, less their prefix. */
    private static AgentRefusedException.Reason reason(eu.qlpipeline.signing.v1.Reason wire) {
        return wire == eu.qlpipeline.signing.v1.Reason.UNRECOGNIZED
                ? AgentRefusedException.Reason.UNSPECIFIED
                : AgentRefusedException.Reason.valueOf(wire.name().substring("REASON_".length()));
    }

    private String trouble(StatusRuntimeException failure) {
        if (failure.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return "no answer within " + deadline.toMillis() + " ms";
        }
        return failure.getStatus().getCode() + ": " + CallTrouble.of(failure, own);
    }

    private String prefix() {
        return peer + ": ";
    }
}
