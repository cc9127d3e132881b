package eu.qlpipeline.signing.acceptance.kit;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.mtls.ClientCredentials;
import eu.qlpipeline.signing.acceptance.wire.AnotherKey;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.TlsRole;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** The client that a provider lets in, and those that it must not. */
final class Clients implements AutoCloseable {

    private static final int RSA_PSS_RSAE_SHA256 = 0x0804;
    private static final int LABEL_END = 98;

    private final SecureRandom random = new SecureRandom();
    private final Pipeline pipeline;
    private final Caller caller;
    private final Path expired;
    private final Path foreign;
    private final Path foreignAuthority;

    Clients(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.caller = pipeline.call();
        Path key = pipeline.anotherKey().certificatePem().resolveSibling("another.key");
        var wrong = new WrongCertificates(pipeline.openSsl(), pipeline.folder("wrong"), key);
        this.expired = wrong.expired();
        this.foreign = wrong.ofForeignAuthority();
        this.foreignAuthority = wrong.foreignAuthority();
    }

    /** An expired certificate with QL-Pipeline's names; a server can be made to pin it. */
    Path expiredCertificate() {
        return expired;
    }

    /** The authority of {@link #foreign}. */
    Path foreignAuthority() {
        return foreignAuthority;
    }

    /** The owner of the key in the token, by way of the agent. */
    ClientCredentials owner() {
        return new ClientCredentials(pipeline.certificate(), content -> signed(caller, transcriptHash(content)));
    }

    /** The owner of the key after that, by way of its agent; who asks closes the connection. */
    ClientCredentials successor(Caller another) {
        return new ClientCredentials(successorCertificate(), content -> signed(another, transcriptHash(content)));
    }

    /** The certificate of the key after, but a signature by another key. */
    ClientCredentials thiefOfTheSuccessor() {
        return new ClientCredentials(successorCertificate(), this::anotherKeySigns);
    }

    /** The expired certificate, with its own key. */
    ClientCredentials expired() {
        return withAnotherKey(expired);
    }

    /** A self-signed certificate of the same subject, with its own key. */
    ClientCredentials namesake() {
        return withAnotherKey(pipeline.anotherKey().certificatePem());
    }

    /** A certificate of the same subject by a foreign authority, with its own key. */
    ClientCredentials foreign() {
        return withAnotherKey(foreign);
    }

    /** QL-Pipeline's certificate, but a signature by another key. */
    ClientCredentials thiefWithAnotherKey() {
        return new ClientCredentials(pipeline.certificate(), this::anotherKeySigns);
    }

    /** QL-Pipeline's certificate, but random bytes for a signature. */
    ClientCredentials thiefWithoutAKey() {
        return new ClientCredentials(pipeline.certificate(), content -> {
            var bytes = new byte[512];
            random.nextBytes(bytes);
            return bytes;
        });
    }

    /** QL-Pipeline's certificate, and what the agent answers when the handshake is put to it as a raw challenge. */
    ClientCredentials thiefWithAChallenge() {
        return new ClientCredentials(
                pipeline.certificate(), content -> caller.sign(Arrays.copyOf(transcriptHash(content), 32)));
    }

    @Override
    public void close() {
        caller.close();
    }

    private ClientCredentials withAnotherKey(Path certificate) {
        return new ClientCredentials(AnotherKey.certificate(certificate), this::anotherKeySigns);
    }

    private X509Certificate successorCertificate() {
        return AnotherKey.certificate(pipeline.successor().certificatePem());
    }

    private static byte[] signed(Caller caller, byte[] transcriptHash) {
        return caller.agent()
                .signTls13CertificateVerify(SignTls13CertificateVerifyRequest.newBuilder()
                        .setRole(TlsRole.TLS_ROLE_CLIENT)
                        .setSignatureScheme(RSA_PSS_RSAE_SHA256)
                        .setTranscriptHash(ByteString.copyFrom(transcriptHash))
                        .build())
                .getSignature()
                .toByteArray();
    }

    private byte[] anotherKeySigns(byte[] content) {
        try {
            PrivateKey key = pipeline.anotherKey().key();
            var signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(SignatureScheme.RSA4096_PSS_SHA256_SALT32.parameters());
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes RSASSA-PSS", e);
        }
    }

    private static byte[] transcriptHash(byte[] content) {
        return Arrays.copyOfRange(content, LABEL_END, content.length);
    }
}
