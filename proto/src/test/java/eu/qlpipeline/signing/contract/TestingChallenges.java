package eu.qlpipeline.signing.contract;

import com.google.protobuf.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Bound challenges for tests: of the vectors, read back from their message, and random ones. */
public final class TestingChallenges {

    /** The certificate's fingerprint in random challenges. */
    public static final CertificateFingerprint CERTIFICATE =
            CertificateFingerprint.parse(Vectors.topLevel("cert_sha256"));

    private static final int BODY_AT = 64 + "QL-SIGN v1 challenge".length() + 1;

    private TestingChallenges() {}

    /** The challenge of a vector of the list "bound". */
    public static BoundChallenge ofVector(Map<String, Value> vector) {
        byte[] value = Vectors.bytes(vector, "cb_value");
        return new BoundChallenge(
                CERTIFICATE,
                Nonce.of(Vectors.bytes(vector, "verifier_nonce")),
                new Audience(Vectors.text(vector, "audience")),
                binding((int) Vectors.number(vector, "cb_type"), value),
                new BoundChallenge.Terms(
                        Nonce.of(Vectors.bytes(vector, "agent_nonce")),
                        new BoundChallenge.Validity(
                                Vectors.number(vector, "issued_at_ms"), Vectors.number(vector, "expires_at_ms")),
                        SignatureScheme.RSA4096_PSS_SHA256_SALT478));
    }

    /** The challenge that has this message. */
    public static BoundChallenge ofMessage(byte[] message) {
        ByteBuffer body = ByteBuffer.wrap(message, BODY_AT, message.length - BODY_AT);
        body.get();
        SignatureScheme scheme = body.getShort() == 32
                ? SignatureScheme.RSA4096_PSS_SHA256_SALT32
                : SignatureScheme.RSA4096_PSS_SHA256_SALT478;
        var certificate = CertificateFingerprint.ofBytes(take(body, 32));
        var verifierNonce = Nonce.of(take(body, 32));
        var agentNonce = Nonce.of(take(body, 32));
        var validity = new BoundChallenge.Validity(body.getLong(), body.getLong());
        var binding = binding(body.get(), take(body, 32));
        var audience = new Audience(new String(take(body, body.getShort()), StandardCharsets.US_ASCII));
        return new BoundChallenge(
                certificate, verifierNonce, audience, binding, new BoundChallenge.Terms(agentNonce, validity, scheme));
    }

    /** A challenge with random nonces, time and audience. */
    public static BoundChallenge random(Random random) {
        long issued = 1_767_225_600_000L + random.nextInt(1_000_000);
        byte[] nonces = new byte[64];
        random.nextBytes(nonces);
        return new BoundChallenge(
                CERTIFICATE,
                Nonce.of(Arrays.copyOf(nonces, 32)),
                new Audience("provider-" + random.nextInt(1_000_000) + ".example"),
                ChannelBinding.none(),
                new BoundChallenge.Terms(
                        Nonce.of(Arrays.copyOfRange(nonces, 32, 64)),
                        new BoundChallenge.Validity(issued, issued + 30_000),
                        SignatureScheme.RSA4096_PSS_SHA256_SALT478));
    }

    /** The same challenge for another key, and with another scheme. */
    public static List<BoundChallenge> unlike(BoundChallenge one) {
        var terms = new BoundChallenge.Terms(
                one.terms().agentNonce(), one.terms().validity(), SignatureScheme.RSA4096_PSS_SHA256_SALT32);
        return List.of(
                new BoundChallenge(
                        CertificateFingerprint.ofBytes(new byte[32]),
                        one.verifierNonce(),
                        one.audience(),
                        one.channelBinding(),
                        one.terms()),
                new BoundChallenge(
                        one.certificate(), one.verifierNonce(), one.audience(), one.channelBinding(), terms));
    }

    private static ChannelBinding binding(int type, byte[] value) {
        return type == 0 ? ChannelBinding.none() : ChannelBinding.tlsExporter(value);
    }

    private static byte[] take(ByteBuffer body, int length) {
        byte[] bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }
}
