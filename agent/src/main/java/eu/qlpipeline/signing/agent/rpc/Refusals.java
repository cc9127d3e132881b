package eu.qlpipeline.signing.agent.rpc;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.Disclosure;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.ProtoUtils;
import java.time.Duration;
import java.util.Optional;

/**
 * The wire form of refusals, and the one table from reasons to gRPC status codes. Each status carries a {@code google.rpc.Status} with a
 * {@link Rejection}, and with retry advice where trying again is worth it; hints stay in the agent's log.
 */
final class Refusals {

    /** The advice where a refusal that may pass brings none of its own. */
    private static final Duration SOON = Duration.ofMillis(500);

    private Refusals() {}

    /** The status of a refusal or failure. */
    static StatusException status(AgentException refusal) {
        Entry entry = entry(refusal.reason());
        Rejection rejection = rejection(entry, refusal);
        var status = com.google.rpc.Status.newBuilder()
                .setCode(entry.code().value())
                .setMessage(entry.reason() + ": " + rejection.getMessage())
                .addDetails(Any.pack(rejection));
        advice(entry, refusal)
                .ifPresent(time -> status.addDetails(Any.pack(
                        RetryInfo.newBuilder().setRetryDelay(duration(time)).build())));
        return new Refusal(status.build());
    }

    /** The rejection alone, where no call ends with it. */
    static Rejection rejection(AgentException refusal) {
        return rejection(entry(refusal.reason()), refusal);
    }

    private static Rejection rejection(Entry entry, AgentException refusal) {
        Rejection.Builder rejection =
                Rejection.newBuilder().setReason(entry.reason()).setMessage(Disclosure.of(refusal));
        advice(entry, refusal).ifPresent(time -> rejection.setRetryAfterMs(milliseconds(time)));
        return rejection.build();
    }

    /** When trying again is worth it: the same for programs that read the rejection and for those that know gRPC alone. */
    private static Optional<Duration> advice(Entry entry, AgentException refusal) {
        return entry.retry() ? Optional.of(refusal.retryAfter().orElse(SOON)) : Optional.empty();
    }

    /** Rounded up: who comes back too early is refused again. */
    private static int milliseconds(Duration time) {
        return Math.toIntExact(Math.min(time.plusNanos(999_999).toMillis(), Integer.MAX_VALUE));
    }

    private static com.google.protobuf.Duration duration(Duration time) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(time.getSeconds())
                .setNanos(time.getNano())
                .build();
    }

    private static Entry entry(ReasonCode code) {
        return switch (code) {
            case CHALLENGE_MISSING -> refuse(Status.Code.INVALID_ARGUMENT, Reason.REASON_CHALLENGE_MISSING);
            case CHALLENGE_LENGTH -> refuse(Status.Code.INVALID_ARGUMENT, Reason.REASON_CHALLENGE_LENGTH);
            case CHALLENGE_TEXT -> refuse(Status.Code.INVALID_ARGUMENT, Reason.REASON_CHALLENGE_TEXT);
            case CHALLENGE_RESERVED_PREFIX ->
                refuse(Status.Code.INVALID_ARGUMENT, Reason.REASON_CHALLENGE_RESERVED_PREFIX);
            case NONCE_LENGTH -> refuse(Status.Code.INVALID_ARGUMENT, Reason.REASON_NONCE_LENGTH);
            case AUDIENCE_INVALID -> refuse(Status.Code.INVALID_ARGUMENT, Reason.REASON_AUDIENCE_INVALID);
            case AUDIENCE_NOT_PERMITTED -> refuse(Status.Code.PERMISSION_DENIED, Reason.REASON_AUDIENCE_NOT_PERMITTED);
            case CHANNEL_BINDING_INVALID -> refuse(Status.Code.INVALID_ARGUMENT, Reason.REASON_CHANNEL_BINDING_INVALID);
            case TLS_ROLE -> refuse(Status.Code.INVALID_ARGUMENT, Reason.REASON_TLS_ROLE);
            case TLS_SCHEME -> refuse(Status.Code.INVALID_ARGUMENT, Reason.REASON_TLS_SCHEME);
            case TRANSCRIPT_HASH_LENGTH -> refuse(Status.Code.INVALID_ARGUMENT, Reason.REASON_TRANSCRIPT_HASH_LENGTH);
            case CALLER_UNKNOWN -> refuse(Status.Code.UNAUTHENTICATED, Reason.REASON_CALLER_UNKNOWN);
            case PURPOSE_NOT_PERMITTED -> refuse(Status.Code.PERMISSION_DENIED, Reason.REASON_PURPOSE_NOT_PERMITTED);
            case SCHEME_UNSUPPORTED -> refuse(Status.Code.FAILED_PRECONDITION, Reason.REASON_SCHEME_UNSUPPORTED);
            case OVERLOADED -> retry(Status.Code.RESOURCE_EXHAUSTED, Reason.REASON_OVERLOADED);
            case RATE_LIMITED -> retry(Status.Code.RESOURCE_EXHAUSTED, Reason.REASON_RATE_LIMITED);
            case CONCURRENCY_LIMITED -> retry(Status.Code.RESOURCE_EXHAUSTED, Reason.REASON_CONCURRENCY_LIMITED);
            case DEADLINE_EXCEEDED -> refuse(Status.Code.DEADLINE_EXCEEDED, Reason.REASON_DEADLINE_EXCEEDED);
            case SHUTTING_DOWN -> retry(Status.Code.UNAVAILABLE, Reason.REASON_SHUTTING_DOWN);
            case TOKEN_ABSENT, TOKEN_UNREACHABLE -> retry(Status.Code.UNAVAILABLE, Reason.REASON_TOKEN_ABSENT);
            case TOKEN_HUNG -> retry(Status.Code.UNAVAILABLE, Reason.REASON_TOKEN_HUNG);
            case PIN_REJECTED -> refuse(Status.Code.UNAVAILABLE, Reason.REASON_PIN_REJECTED);
            case TOKEN_SESSION_LOST -> retry(Status.Code.UNAVAILABLE, Reason.REASON_TOKEN_SESSION_LOST);
            case TOKEN_FAILURE -> retry(Status.Code.UNAVAILABLE, Reason.REASON_TOKEN_FAILURE);
            case KEY_UNUSABLE -> refuse(Status.Code.UNAVAILABLE, Reason.REASON_KEY_UNUSABLE);
            case SIGNATURE_INVALID -> refuse(Status.Code.UNAVAILABLE, Reason.REASON_SIGNATURE_INVALID);
            case CERTIFICATE_NOT_VALID_NOW -> refuse(Status.Code.UNAVAILABLE, Reason.REASON_CERTIFICATE_NOT_VALID_NOW);
            case AUDIT_BLOCKED -> retry(Status.Code.UNAVAILABLE, Reason.REASON_AUDIT_BLOCKED);
            case RECEIPT_NOT_FOUND -> refuse(Status.Code.NOT_FOUND, Reason.REASON_RECEIPT_NOT_FOUND);
            case RECEIPT_PENDING -> retry(Status.Code.UNAVAILABLE, Reason.REASON_RECEIPT_PENDING);
            // While it serves, an agent has this of its own files alone, and tries again.
            case CONFIGURATION -> retry(Status.Code.UNAVAILABLE, Reason.REASON_TOKEN_FAILURE);
            case INTERNAL -> refuse(Status.Code.INTERNAL, Reason.REASON_INTERNAL);
        };
    }

    private static Entry refuse(Status.Code code, Reason reason) {
        return new Entry(code, reason, false);
    }

    private static Entry retry(Status.Code code, Reason reason) {
        return new Entry(code, reason, true);
    }

    private record Entry(Status.Code code, Reason reason, boolean retry) {}

    /** Without a stack trace: refusals come in great numbers, and a trace would cost more than all else of them. */
    private static final class Refusal extends StatusException {

        private static final long serialVersionUID = 1L;

        /** The trailer in which gRPC carries the whole status. */
        private static final Metadata.Key<com.google.rpc.Status> DETAILS = Metadata.Key.of(
                "grpc-status-details-bin", ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

        Refusal(com.google.rpc.Status status) {
            super(Status.fromCodeValue(status.getCode()).withDescription(status.getMessage()), trailers(status));
        }

        private static Metadata trailers(com.google.rpc.Status status) {
            var trailers = new Metadata();
            trailers.put(DETAILS, status);
            return trailers;
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
