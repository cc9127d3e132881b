package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.v1.GetCertificateRequest;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A call that needs no permission. */
final class Question {

    private Question() {}

    /** How it ends: with the answer or the status, as text. A {@link TestingServer} has no token to tell of. */
    static String ask(ManagedChannel channel, Duration patience) {
        try {
            return SigningAgentGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .getCertificate(GetCertificateRequest.getDefaultInstance())
                    .toString();
        } catch (StatusRuntimeException e) {
            return e.getStatus().toString();
        }
    }
}
