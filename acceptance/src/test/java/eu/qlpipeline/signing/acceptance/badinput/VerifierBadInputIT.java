package eu.qlpipeline.signing.acceptance.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.AnotherKey;
import eu.qlpipeline.signing.acceptance.wire.Impostor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the verifier says of certificates, fingerprints and agents that are not as they should be. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifierBadInputIT {

    private static final int REJECTED = 1;
    private static final int USAGE = 2;
    private static final int UNREACHABLE = 3;

    private final Stage stage;
    private final AnotherKey key;
    private final String challenge;
    private final String signature;

    VerifierBadInputIT(Stage stage) {
        this.stage = stage;
        // Which key it is matters to none of these tests, so that they need no agent.
        key = stage.attacker();
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        challenge = HexFormat.of().formatHex(random);
        signature = HexFormat.of().formatHex(key.forge(random));
    }

    @Test
    void theSameSignatureVerifiesWhereNothingIsWrong() {
        Provider provider = trusting("good", key.certificatePem());
        assertThat(provider.check(challenge, signature).exitCode()).isZero();
    }

    @Test
    void aTrustStoreThatOthersMayWriteNamedOrNot() throws IOException {
        Provider provider = trusting("open-store", key.certificatePem());
        Files.setPosixFilePermissions(provider.trustStore(), PosixFilePermissions.fromString("rwxrwxrwx"));
        Refusal.of(provider.check(challenge, signature), USAGE)
                .says(
                        "trusted-certificates can be written by others (expected: by its owner and the owner's own group alone)")
                .hints("chmod -R go-w trusted-certificates");
        Outcome named = provider.run(
                "check", "--challenge", challenge, "--signature", signature, "--trust-store", "trusted-certificates");
        Refusal.of(named, REJECTED)
                .says("OPEN_TO_OTHERS: trusted-certificates: can be written by others")
                .hints("chmod -R go-w DIR");
        Files.setPosixFilePermissions(provider.trustStore(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(provider.check(challenge, signature).exitCode()).isZero();
    }

    @Test
    void aCertificateOfAnotherSubject() {
        Path other = stage.folder("subject").resolve("other.crt");
        stage.openSsl()
                .run(
                        "req",
                        "-x509",
                        "-key",
                        key.certificatePem().resolveSibling("another.key").toString(),
                        "-out",
                        other.toString(),
                        "-days",
                        "2",
                        "-subj",
                        "/C=EU/O=Somebody Else/CN=ql-pipeline.eu")
                .orThrow();
        Outcome outcome = trusting("subject-provider", other).check(challenge, signature);
        assertReason(outcome, "SUBJECT_UNEXPECTED");
        Refusal.of(outcome, REJECTED)
                .says(
                        "subject: CN=ql-pipeline.eu,O=Somebody Else,C=EU",
                        "(expected: CN=ql-pipeline.eu,O=Quality Link,C=EU)")
                .hints("--subject");
    }

    @Test
    void anExpiredCertificateInTheStore() {
        Path expired = stage.certify(key.certificatePem(), -2, -1).pem();
        Outcome outcome = trusting("expired", expired).check(challenge, signature);
        assertReason(outcome, "CERTIFICATE_EXPIRED");
        Refusal.of(outcome, REJECTED)
                .says("certificate: expired at ", "(expected: valid at ")
                .hints("ask QL-Pipeline for the current certificate and its fingerprint");
    }

    @Test
    void aCertificateInTheStoreThatIsNotValidYet() {
        Path early = stage.certify(key.certificatePem(), 1, 2).pem();
        Outcome outcome = trusting("early", early).check(challenge, signature);
        assertReason(outcome, "CERTIFICATE_NOT_YET_VALID");
        Refusal.of(outcome, REJECTED).says("certificate: valid from ").hints("check this machine's clock");
    }

    @Test
    void aCertificateThatIsNotInTheStore() {
        Path stored = stage.certify(key.certificatePem(), -1, 1).pem();
        Provider provider = trusting("not-stored", stored);
        Outcome outcome = provider.run(
                "check",
                "--challenge",
                challenge,
                "--signature",
                signature,
                "--certificate",
                key.certificatePem().toString(),
                "--json");
        assertReason(outcome, "CERTIFICATE_NOT_TRUSTED");
        Refusal.of(outcome, REJECTED)
                .says(
                        "certificate: SHA256:" + fingerprint(key.certificatePem()),
                        "(expected: SHA256:" + fingerprint(stored) + ")")
                .hints("trust add FILE --fingerprint");
    }

    @Test
    void anRsa2048CertificateIsNotStored() {
        Path folder = stage.folder("rsa-2048");
        Path certificate = folder.resolve("small.crt");
        stage.openSsl()
                .run(
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-keyout",
                        folder.resolve("small.key").toString(),
                        "-out",
                        certificate.toString(),
                        "-subj",
                        "/C=EU/O=Quality Link/CN=ql-pipeline.eu")
                .orThrow();
        refusedToStore("rsa-2048-provider", certificate, fingerprint(certificate))
                .says("KEY_UNSUITABLE: ", "2048", "4096")
                .hints("ask QL-Pipeline");
    }

    @Test
    void aTruncatedCertificateIsNotStored() throws IOException {
        String pem = Files.readString(key.certificatePem());
        Path truncated = Files.writeString(stage.folder("files").resolve("truncated.crt"), pem.substring(0, 900));
        refusedToStore("truncated", truncated, fingerprint(key.certificatePem()))
                .says("NOT_ONE_CERTIFICATE: " + truncated)
                .hints("it takes a PEM file with one BEGIN CERTIFICATE block");
    }

    @Test
    void aForeignFileIsNotStored() throws IOException {
        Path foreign = Files.writeString(stage.folder("files").resolve("foreign.crt"), "<html>404</html>");
        refusedToStore("foreign", foreign, fingerprint(key.certificatePem()))
                .says("NOT_ONE_CERTIFICATE: " + foreign)
                .hints("it takes a PEM file with one BEGIN CERTIFICATE block");
    }

    @Test
    void aPrivateKeyIsNotStored() {
        Path secret = key.certificatePem().resolveSibling("another.key");
        refusedToStore("secret", secret, fingerprint(key.certificatePem()))
                .says("PRIVATE_KEY: " + secret)
                .hints("whoever sent a private key has lost it");
    }

    @Test
    void aCertificateOfAnotherFingerprintIsNotStored() {
        String told = "ab".repeat(32);
        refusedToStore("mismatch", key.certificatePem(), told)
                .says("FINGERPRINT_MISMATCH: ", "SHA256:" + told, "SHA256:" + fingerprint(key.certificatePem()))
                .hints("do not trust that certificate");
    }

    private Refusal refusedToStore(String name, Path certificate, String sha256) {
        Provider provider = stage.provider(name);
        var refusal = Refusal.of(provider.trust(certificate, sha256), REJECTED);
        assertThat(provider.trustStore()).doesNotExist();
        return refusal;
    }

    @Test
    void aFileThatIsNotThere() {
        Provider provider = stage.provider("no-file");
        Path missing = stage.folder("files").resolve("missing.crt");
        Refusal.of(provider.trust(missing, fingerprint(key.certificatePem())), USAGE)
                .says("UNREADABLE: " + missing + ": no such file")
                .hints("check the path");
    }

    @Test
    void anAgentThatNobodyReaches() throws IOException {
        Provider provider = trusting("unreachable", key.certificatePem());
        int free;
        try (var probe = Stage.occupyPort()) {
            free = probe.getLocalPort();
        }
        Outcome outcome = provider.verify("127.0.0.1:" + free, provider.tls().certificate());
        assertReason(outcome, "AGENT_UNAVAILABLE");
        Refusal.of(outcome, UNREACHABLE)
                .says("unreachable: ")
                .hints("check HOST:PORT, the network, and that the agent serves");
    }

    @Test
    void anAgentWithAnotherTlsKey() {
        Provider provider = trusting("not-pinned", key.certificatePem());
        TlsIdentity pinned = stage.identity("pinned");
        TlsIdentity presented = stage.identity("presented");
        try (var impostor = new Impostor(presented, provider.tls().certificate(), key.certificate(), key)) {
            Outcome outcome = provider.verify(impostor.address(), pinned.certificate());
            assertReason(outcome, "AGENT_NOT_PINNED");
            Refusal.of(outcome, REJECTED).says("rejected: AGENT_NOT_PINNED: ").hints("do not go on");

            Outcome right = provider.verify(impostor.address(), presented.certificate());
            assertThat(right.exitCode()).as(right::toString).isZero();
        }
    }

    private Provider trusting(String name, Path certificate) {
        Provider provider = stage.provider(name);
        provider.trust(certificate, fingerprint(certificate)).orThrow();
        return provider;
    }

    private String fingerprint(Path certificate) {
        return stage.openSsl().fingerprint(certificate);
    }

    private static void assertReason(Outcome outcome, String reason) {
        assertThat(outcome.json().get("verified").getAsBoolean()).isFalse();
        assertThat(outcome.json().get("reason").getAsString()).isEqualTo(reason);
    }
}
