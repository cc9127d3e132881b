package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.admission.Submissions;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.health.AgentStatus;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.rpc.connection.CallerInterceptor;
import eu.qlpipeline.signing.agent.rpc.health.StatusEncoding;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.codec.ChallengeCodec;
import eu.qlpipeline.signing.contract.codec.ReceiptCodec;
import eu.qlpipeline.signing.contract.codec.TlsCodec;
import eu.qlpipeline.signing.v1.DescribeKeyRequest;
import eu.qlpipeline.signing.v1.DescribeKeyResponse;
import eu.qlpipeline.signing.v1.DescribeStatusRequest;
import eu.qlpipeline.signing.v1.DescribeStatusResponse;
import eu.qlpipeline.signing.v1.GetCertificateRequest;
import eu.qlpipeline.signing.v1.GetCertificateResponse;
import eu.qlpipeline.signing.v1.GetReceiptRequest;
import eu.qlpipeline.signing.v1.GetReceiptResponse;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.function.Supplier;

/** The service of the wire format: decodes, calls one use case, encodes. */
final class SigningAgentService extends SigningAgentGrpc.SigningAgentImplBase
        implements CallerInterceptor.RefusedCalls {

    private static final Set<String> FOR_SIGNATURES = Set.of(
            SigningAgentGrpc.getSignChallengeMethod().getFullMethodName(),
            SigningAgentGrpc.getSignChallengesMethod().getFullMethodName(),
            SigningAgentGrpc.getSignTls13CertificateVerifyMethod().getFullMethodName());

    private final TokenSupervisor supervisor;
    private final Submissions signing;
    private final ReceiptCalls receiptCalls;
    private final AgentStatus status;
    private final OpenStreams streams;

    SigningAgentService(AgentServer.Served served, OpenStreams streams) {
        this.supervisor = served.supervisor();
        this.signing = served.signing();
        this.receiptCalls = new ReceiptCalls(served.receipts());
        this.status = served.status();
        this.streams = streams;
    }

    @Override
    public void unreadable(String method) {
        if (FOR_SIGNATURES.contains(method)) {
            signing.undecodable(ReasonCode.CHALLENGE_MISSING);
        }
    }

    @Override
    public void oneTooMany(Caller caller, String method) {
        if (FOR_SIGNATURES.contains(method)) {
            signing.limited(caller, ReasonCode.CONCURRENCY_LIMITED);
        }
    }

    @Override
    public void describeStatus(DescribeStatusRequest request, StreamObserver<DescribeStatusResponse> reply) {
        answer(reply, () -> StatusEncoding.describe(status));
    }

    @Override
    public void getCertificate(GetCertificateRequest request, StreamObserver<GetCertificateResponse> reply) {
        answer(
                reply,
                () -> KeyEncoding.certificate(supervisor.standing().serving().identity()));
    }

    @Override
    public void describeKey(DescribeKeyRequest request, StreamObserver<DescribeKeyResponse> reply) {
        answer(reply, () -> KeyEncoding.describe(supervisor.standing().serving()));
    }

    @Override
    public void signChallenge(SignChallengeRequest request, StreamObserver<SignChallengeResponse> reply) {
        submitting(
                reply,
                () -> signing.submit(
                        CallerInterceptor.current(),
                        ChallengeCodec.decode(request),
                        Deadlines.ofCall(),
                        new UnaryReply<>(reply, AnswerEncoding::challenge)));
    }

    @Override
    public StreamObserver<SignChallengesRequest> signChallenges(StreamObserver<SignChallengesResponse> replies) {
        return new ChallengeIntake(signing, CallerInterceptor.peer(), CallerInterceptor.unread(), streams, replies);
    }

    @Override
    public void signTls13CertificateVerify(
            SignTls13CertificateVerifyRequest request, StreamObserver<SignTls13CertificateVerifyResponse> reply) {
        submitting(
                reply,
                () -> signing.submit(
                        CallerInterceptor.current(),
                        new ChallengeRequest.Tls(TlsCodec.decode(request)),
                        Deadlines.ofCall(),
                        new UnaryReply<>(reply, AnswerEncoding::tls)));
    }

    @Override
    public void getReceipt(GetReceiptRequest request, StreamObserver<GetReceiptResponse> reply) {
        refusing(
                reply,
                () -> receiptCalls.answer(
                        CallerInterceptor.current().name(),
                        ReceiptCodec.decode(request),
                        (ServerCallStreamObserver<GetReceiptResponse>) reply));
    }

    private void submitting(StreamObserver<?> reply, Runnable submission) {
        refusing(reply, () -> {
            try {
                submission.run();
            } catch (ContractViolation violation) {
                AgentException refusal = ContractFailure.refusal(violation);
                signing.undecodable(refusal.reason());
                throw refusal;
            }
        });
    }

    private static <A> void answer(StreamObserver<A> reply, Supplier<A> useCase) {
        refusing(reply, () -> {
            reply.onNext(useCase.get());
            reply.onCompleted();
        });
    }

    private static void refusing(StreamObserver<?> reply, Runnable useCase) {
        try {
            useCase.run();
        } catch (ContractViolation violation) {
            reply.onError(Refusals.status(ContractFailure.refusal(violation)));
        } catch (AgentException refusal) {
            reply.onError(Refusals.status(refusal));
        }
    }
}
