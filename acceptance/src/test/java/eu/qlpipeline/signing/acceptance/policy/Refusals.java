package eu.qlpipeline.signing.acceptance.policy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.TlsRole;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.security.SecureRandom;

/** What an agent says to a caller that asks. */
final class Refusals {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Refusals() {}

    /** Whether the agent signs a raw challenge for that caller at this moment. */
    static boolean signs(Caller caller) {
        try {
            return caller.sign(challenge()).length == 512;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    static byte[] challenge() {
        byte[] challenge = new byte[32];
        RANDOM.nextBytes(challenge);
        return challenge;
    }

    /** What a client asks for in a handshake of its own. */
    static SignTls13CertificateVerifyRequest handshake() {
        return SignTls13CertificateVerifyRequest.newBuilder()
                .setRole(TlsRole.TLS_ROLE_CLIENT)
                .setSignatureScheme(0x0804)
                .setTranscriptHash(ByteString.copyFrom(challenge()))
                .build();
    }

    /** The reason in the details of a status. */
    static Reason reason(StatusRuntimeException refused) {
        try {
            return StatusProto.fromThrowable(refused)
                    .getDetails(0)
                    .unpack(Rejection.class)
                    .getReason();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
