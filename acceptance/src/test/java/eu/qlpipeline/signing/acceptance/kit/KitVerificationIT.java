package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.web.KitFolder;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.TlsRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each program in the kit that verifies a challenge, with answers of a real agent and with those of attackers. */
@ExtendWith(WithPipeline.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KitVerificationIT {

    private static final int RSA_PSS_RSAE_SHA256 = 0x0804;
    private static final String NOT_BY_THE_KEY =
            "rejected: signature: not by the certificate's key over this challenge\n";

    private final SecureRandom random = new SecureRandom();
    private final Pipeline pipeline;
    private final KitFolder kit;
    private final Path certificate;
    private final byte[] challenge = bytes(32);
    private byte[] answer = new byte[0];
    private byte[] tlsSignature = new byte[0];
    private List<KitFolder> outdated = List.of();

    KitVerificationIT(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.kit = pipeline.kit();
        this.certificate = kit.file("ql-pipeline.crt");
    }

    @BeforeAll
    void askTheAgent() {
        try (Caller caller = pipeline.call()) {
            answer = caller.sign(challenge);
            tlsSignature = caller.agent()
                    .signTls13CertificateVerify(SignTls13CertificateVerifyRequest.newBuilder()
                            .setRole(TlsRole.TLS_ROLE_CLIENT)
                            .setSignatureScheme(RSA_PSS_RSAE_SHA256)
                            .setTranscriptHash(ByteString.copyFrom(challenge))
                            .build())
                    .getSignature()
                    .toByteArray();
        }
    }

    @BeforeAll
    void makeKitsForOutdatedCertificates() {
        Path key = pipeline.anotherKey().certificatePem().resolveSibling("another.key");
        var wrong = new WrongCertificates(pipeline.openSsl(), pipeline.folder("wrong"), key);
        outdated = List.of(pipeline.kit(), pipeline.kit());
        outdated.get(0).pin(wrong.expired());
        outdated.get(1).pin(wrong.notYetValid());
    }

    @ParameterizedTest
    @EnumSource
    void acceptsTheAnswerOfTheAgent(KitVerifier verifier) throws IOException {
        Outcome outcome = verify(verifier, challenge, answer, certificate);
        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        assertThat(outcome.out())
                .isEqualTo("verified: " + Files.readString(kit.file("ql-pipeline.sha256")))
                .contains("SHA256:" + pipeline.openSsl().fingerprint(pipeline.certificatePem()));
    }

    @ParameterizedTest
    @EnumSource
    void rejectsRandomBytes(KitVerifier verifier) throws IOException {
        assertRejected(verify(verifier, challenge, bytes(512), certificate), NOT_BY_THE_KEY);
    }

    @ParameterizedTest
    @EnumSource
    void rejectsTheSignatureOfAnotherKey(KitVerifier verifier) throws IOException {
        byte[] forged = pipeline.anotherKey().forge(challenge);
        assertRejected(verify(verifier, challenge, forged, certificate), NOT_BY_THE_KEY);
    }

    @ParameterizedTest
    @EnumSource
    void rejectsTheAnswerToAnotherChallenge(KitVerifier verifier) throws IOException {
        assertRejected(verify(verifier, bytes(32), answer, certificate), NOT_BY_THE_KEY);
    }

    @ParameterizedTest
    @EnumSource
    void rejectsASignatureMadeForTls(KitVerifier verifier) throws IOException {
        assertRejected(verify(verifier, challenge, tlsSignature, certificate), NOT_BY_THE_KEY);
    }

    @ParameterizedTest
    @EnumSource
    void rejectsASignatureThatIsAByteShort(KitVerifier verifier) throws IOException {
        Outcome outcome = verify(verifier, challenge, Arrays.copyOf(answer, 511), certificate);
        assertRejected(outcome, "rejected: signature: 511 bytes (expected: 512)\n");
    }

    @ParameterizedTest
    @EnumSource
    void rejectsAChallengeThatIsAByteShort(KitVerifier verifier) throws IOException {
        Outcome outcome = verify(verifier, Arrays.copyOf(challenge, 31), answer, certificate);
        assertRejected(outcome, "rejected: challenge: 31 bytes (expected: 32)\n");
    }

    @ParameterizedTest
    @EnumSource
    void rejectsAnotherCertificateOfThatSubjectWhateverItsKeySigned(KitVerifier verifier) throws IOException {
        Path another = pipeline.anotherKey().certificatePem();
        byte[] signedByIt = pipeline.anotherKey().forge(challenge);
        assertRejected(
                verify(verifier, challenge, signedByIt, another),
                "rejected: certificate: %s (expected: %s)\n"
                        .formatted(
                                pipeline.openSsl().fingerprint(another),
                                pipeline.openSsl().fingerprint(certificate)));
    }

    @ParameterizedTest
    @EnumSource
    void rejectsACertificateThatIsNotValidNowWhateverItsKeySigned(KitVerifier verifier) throws IOException {
        byte[] signed = pipeline.anotherKey().forge(challenge);
        for (KitFolder pinned : outdated) {
            assertRejected(
                    verify(pinned, verifier, challenge, signed, pinned.file("ql-pipeline.crt")),
                    "rejected: certificate: not valid now\n");
        }
    }

    /** The agent signs no such thing; and whoever did would have signed another protocol's message. */
    @ParameterizedTest
    @EnumSource
    void rejectsAChallengeThatCouldBeAnotherMessageWhateverItsKeySigned(KitVerifier verifier) throws IOException {
        KitFolder pinned = pipeline.kit();
        pinned.pin(pipeline.anotherKey().certificatePem());
        for (String hex : List.of("09".repeat(30) + "0d7e", "0a20".repeat(16))) {
            assertRejected(
                    verifySigned(pinned, verifier, hex),
                    "rejected: challenge: text throughout (expected: random bytes)\n");
        }
        for (String prefix : List.of(
                "20".repeat(16),
                "514c2d5349474e",
                "846a5369676e617475726531",
                "85695369676e6174757265",
                "44535345763120",
                "535348534947",
                "ff544347")) {
            assertRejected(
                    verifySigned(pinned, verifier, prefix + "ff".repeat(32 - prefix.length() / 2)),
                    "rejected: challenge: starts like another protocol's message (expected: random bytes)\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void rejectsAChallengeThatIsAByteLongWhateverItsKeySigned(KitVerifier verifier) throws IOException {
        KitFolder pinned = pipeline.kit();
        pinned.pin(pipeline.anotherKey().certificatePem());
        assertRejected(
                verifySigned(pinned, verifier, "ff".repeat(33)), "rejected: challenge: 33 bytes (expected: 32)\n");
    }

    @ParameterizedTest
    @EnumSource
    void saysWhichFileIsNone(KitVerifier verifier) throws IOException {
        Path folder = pipeline.folder("none");
        for (Path none : List.of(folder, folder.resolve("missing"))) {
            assertUnusable(verify(verifier, challenge, answer, none), none + ": not a file that can be read\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesACertificateInPemAlone(KitVerifier verifier) throws IOException {
        Path folder = pipeline.folder("other-forms");
        String pem = Files.readString(certificate);
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        for (byte[] other : List.of(der, new byte[0], pem.substring(0, 100).getBytes(StandardCharsets.US_ASCII))) {
            Path file = Files.write(folder.resolve("ql-pipeline.crt"), other);
            assertUnusable(verify(verifier, challenge, answer, file), "certificate: not one in PEM\n");
        }
    }

    /** An editor or a program that exports has put it there: text, or the mark of its encoding. */
    @ParameterizedTest
    @EnumSource
    void takesACertificateWithSomethingBeforeIt(KitVerifier verifier) throws IOException {
        Path folder = pipeline.folder("something-before");
        for (String before : List.of("\uFEFF", "subject=CN = ql-pipeline.eu\n\n", "\uFEFFsubject\r\n")) {
            Path file = Files.writeString(folder.resolve("ql-pipeline.crt"), before + Files.readString(certificate));
            Outcome outcome = verify(verifier, challenge, answer, file);
            assertThat(outcome.exitCode()).as("%s", outcome).isZero();
            assertThat(outcome.out()).startsWith("verified: SHA256:");
        }
    }

    /** Not even where the first is the right one: the order in it is a web server's. */
    @ParameterizedTest
    @EnumSource
    void takesNoFileOfSeveralCertificates(KitVerifier verifier) throws IOException {
        String own = Files.readString(certificate);
        String other = Files.readString(pipeline.anotherKey().certificatePem());
        Path folder = pipeline.folder("several");
        for (String several : List.of(own + other, other + own)) {
            Path file = Files.writeString(folder.resolve("ql-pipeline-all.crt"), several);
            assertUnusable(
                    verify(verifier, challenge, answer, file),
                    "certificate: 2 in PEM (expected: 1, as in ql-pipeline.crt)\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysHowItIsUsed(KitVerifier verifier) {
        Outcome outcome = verifier.run(pipeline.processes(), kit.directory(), List.of());
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("CHALLENGE SIGNATURE CERTIFICATE");
    }

    /** What a verifier says of a challenge that the key of its certificate did sign. */
    private Outcome verifySigned(KitFolder pinned, KitVerifier verifier, String hex) throws IOException {
        byte[] asked = HexFormat.of().parseHex(hex);
        return verify(pinned, verifier, asked, pipeline.anotherKey().forge(asked), pinned.file("ql-pipeline.crt"));
    }

    private Outcome verify(KitVerifier verifier, byte[] asked, byte[] answered, Path stored) throws IOException {
        return verify(kit, verifier, asked, answered, stored);
    }

    private Outcome verify(KitFolder in, KitVerifier verifier, byte[] asked, byte[] answered, Path stored)
            throws IOException {
        Path folder = pipeline.folder("challenge");
        Path challengeFile = Files.write(folder.resolve("challenge.bin"), asked);
        Path signatureFile = Files.write(folder.resolve("signature.bin"), answered);
        return verifier.run(
                pipeline.processes(),
                in.directory(),
                List.of(challengeFile.toString(), signatureFile.toString(), stored.toString()));
    }

    private static void assertRejected(Outcome outcome, String words) {
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
        assertThat(outcome.out()).isEqualTo(words);
    }

    private static void assertUnusable(Outcome outcome, String words) {
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isEqualTo("unusable: " + words);
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
