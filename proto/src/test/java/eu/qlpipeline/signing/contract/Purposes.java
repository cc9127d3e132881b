package eu.qlpipeline.signing.contract;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/** One purpose or more of each kind, with fields that agree wherever two kinds share them. */
final class Purposes {

    private static final byte[] BYTES = bytes();
    private static final CertificateFingerprint CERTIFICATE = TestingChallenges.CERTIFICATE;

    private Purposes() {}

    static Stream<SigningPurpose> all() {
        return Stream.concat(
                Stream.of(
                        RawChallenge.of(BYTES),
                        Tls13CertificateVerify.of(BYTES),
                        Tls13CertificateVerify.of(Arrays.copyOf(BYTES, 48))),
                Arrays.stream(SignatureScheme.values()).flatMap(Purposes::ofScheme));
    }

    /** The checkpoint's origin is chosen so that its message is as long as that of a batch root, or a bound challenge. */
    private static Stream<SigningPurpose> ofScheme(SignatureScheme scheme) {
        Nonce nonce = Nonce.of(BYTES);
        var head = AuditCheckpoint.TreeHead.of(3, BYTES);
        var validity = new BoundChallenge.Validity(1_767_225_600_000L, 1_767_225_630_000L);
        var terms = new BoundChallenge.Terms(nonce, validity, scheme);
        return Stream.of(
                new BoundChallenge(CERTIFICATE, nonce, new Audience("a.example"), ChannelBinding.none(), terms),
                BatchRoot.of(scheme, CERTIFICATE, 3, nonce, BYTES),
                new AuditCheckpoint(origin(18), head, validity.issuedAtMillis(), CERTIFICATE, scheme),
                new AuditCheckpoint(origin(76), head, validity.issuedAtMillis(), CERTIFICATE, scheme));
    }

    private static AuditCheckpoint.Origin origin(int length) {
        return new AuditCheckpoint.Origin("o".repeat(length));
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[32];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
