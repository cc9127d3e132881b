package eu.qlpipeline.signing.contract.codec;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;
import eu.qlpipeline.signing.v1.TlsRole;
import java.util.Locale;

/** Translates requests for the CertificateVerify of a TLS 1.3 handshake, and their answers, between the wire and the contract. */
public final class TlsCodec {

    private TlsCodec() {}

    /** The request for a client's CertificateVerify. */
    public static SignTls13CertificateVerifyRequest encode(Tls13CertificateVerify purpose) {
        return SignTls13CertificateVerifyRequest.newBuilder()
                .setRole(TlsRole.TLS_ROLE_CLIENT)
                .setSignatureScheme(Tls13CertificateVerify.TLS_SCHEME)
                .setTranscriptHash(ByteString.copyFrom(purpose.transcriptHash()))
                .build();
    }

    /**
     * The purpose of a request.
     *
     * @throws ContractViolation if the role is not the client's, the scheme not rsa_pss_rsae_sha256, or the hash neither 32
     *     nor 48 bytes
     */
    public static Tls13CertificateVerify decode(SignTls13CertificateVerifyRequest request) {
        if (request.getRole() != TlsRole.TLS_ROLE_CLIENT) {
            throw new ContractViolation(
                    ContractViolation.Reason.TLS_ROLE,
                    "TLS role: " + request.getRole() + " (expected: TLS_ROLE_CLIENT)");
        }
        if (request.getSignatureScheme() != Tls13CertificateVerify.TLS_SCHEME) {
            throw new ContractViolation(
                    ContractViolation.Reason.TLS_SCHEME,
                    String.format(
                            Locale.ROOT,
                            "TLS signature scheme: 0x%04x (expected: 0x0804, rsa_pss_rsae_sha256)",
                            request.getSignatureScheme()));
        }
        return Tls13CertificateVerify.of(request.getTranscriptHash().toByteArray());
    }

    /** The answer to a request. */
    public static SignTls13CertificateVerifyResponse encode(
            CertificateFingerprint certificate, PssSignature signature) {
        return SignTls13CertificateVerifyResponse.newBuilder()
                .setCertificateSha256(ByteString.copyFrom(certificate.bytes()))
                .setSignature(ByteString.copyFrom(signature.bytes()))
                .build();
    }

    /**
     * The certificate a reply names.
     *
     * @throws ContractViolation if it is not 32 bytes
     */
    public static CertificateFingerprint certificateOf(SignTls13CertificateVerifyResponse response) {
        return CertificateFingerprint.ofBytes(response.getCertificateSha256().toByteArray());
    }

    /**
     * The signature in a reply.
     *
     * @throws ContractViolation if it is not 512 bytes
     */
    public static PssSignature signatureOf(SignTls13CertificateVerifyResponse response) {
        return PssSignature.of(response.getSignature().toByteArray());
    }
}
