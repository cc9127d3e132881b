package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.signing.SignatureRequest;
import eu.qlpipeline.signing.agent.signing.SigningService;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.codec.ChallengeCodec;
import eu.qlpipeline.signing.v1.DescribeKeyRequest;
import eu.qlpipeline.signing.v1.DescribeKeyResponse;
import eu.qlpipeline.signing.v1.GetCertificateRequest;
import eu.qlpipeline.signing.v1.GetCertificateResponse;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** The service of the wire format: decodes, calls one use case, encodes. */
final class SigningAgentService extends SigningAgentGrpc.SigningAgentImplBase {

    private final TokenSupervisor supervisor;
    private final SigningService signing;

    SigningAgentService(TokenSupervisor supervisor, SigningService signing) {
        this.supervisor = supervisor;
        this.signing = signing;
    }

    @Override
    public void getCertificate(GetCertificateRequest request, StreamObserver<GetCertificateResponse> reply) {
        answer(reply, () -> KeyEncoding.certificate(supervisor.current().identity()));
    }

    @Override
    public void describeKey(DescribeKeyRequest request, StreamObserver<DescribeKeyResponse> reply) {
        answer(reply, () -> KeyEncoding.describe(supervisor.current().identity()));
    }

    @Override
    public void signChallenge(SignChallengeRequest request, StreamObserver<SignChallengeResponse> reply) {
        try {
            var purpose = ChallengeCodec.decode(request);
            long deadline = Deadlines.nanos(Context.current().getDeadline());
            signing.submit(
                    new SignatureRequest(CallerInterceptor.current(), purpose, deadline),
                    new UnaryReply<>(
                            reply, signed -> ChallengeCodec.encodeRaw(signed.certificate(), signed.signature())));
        } catch (ContractViolation violation) {
            reply.onError(StatusMapping.status(ContractFailure.refusal(violation)));
        } catch (AgentException refusal) {
            reply.onError(StatusMapping.status(refusal));
        }
    }

    private static <A> void answer(StreamObserver<A> reply, Supplier<A> useCase) {
        try {
            reply.onNext(useCase.get());
            reply.onCompleted();
        } catch (AgentException refusal) {
            reply.onError(StatusMapping.status(refusal));
        }
    }
}
