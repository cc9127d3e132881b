package eu.qlpipeline.signing.acceptance.wire;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.v1.GetCertificateRequest;
import eu.qlpipeline.signing.v1.GetCertificateResponse;
import eu.qlpipeline.signing.v1.RawAnswer;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignatureScheme;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * An attacker that has everything of the agent but its signing key: a listening server, the agent's own TLS key, and the
 * certificate. It answers challenges with forgeries.
 */
public final class Impostor implements AutoCloseable {

    private final StandIn server;

    /**
     * @param stolen the agent's TLS identity
     * @param victim the TLS certificate of the provider under attack
     * @param presented the certificate it claims to sign for
     * @param forger what it answers with
     */
    public Impostor(TlsIdentity stolen, Path victim, X509Certificate presented, Forger forger) {
        server = new StandIn(stolen, victim, new Service(presented, forger).bindService());
    }

    /** HOST:PORT. */
    public String address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Service extends SigningAgentGrpc.SigningAgentImplBase {

        private final X509Certificate presented;
        private final Forger forger;

        Service(X509Certificate presented, Forger forger) {
            this.presented = presented;
            this.forger = forger;
        }

        @Override
        public void getCertificate(GetCertificateRequest request, StreamObserver<GetCertificateResponse> responses) {
            try {
                responses.onNext(GetCertificateResponse.newBuilder()
                        .setCertificateDer(ByteString.copyFrom(presented.getEncoded()))
                        .setCertificateSha256(fingerprint())
                        .build());
                responses.onCompleted();
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a parsed certificate has DER", e);
            }
        }

        @Override
        public void signChallenge(SignChallengeRequest request, StreamObserver<SignChallengeResponse> responses) {
            byte[] forged = forger.forge(request.getRaw().getChallenge().toByteArray());
            responses.onNext(SignChallengeResponse.newBuilder()
                    .setCertificateSha256(fingerprint())
                    .setScheme(SignatureScheme.SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT478)
                    .setRaw(RawAnswer.newBuilder().setSignature(ByteString.copyFrom(forged)))
                    .build());
            responses.onCompleted();
        }

        private ByteString fingerprint() {
            return ByteString.copyFrom(CertificateFingerprint.of(presented).bytes());
        }
    }
}
