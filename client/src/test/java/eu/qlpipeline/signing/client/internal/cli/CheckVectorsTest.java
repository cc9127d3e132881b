package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.contract.Vectors;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of raw challenges, all through {@code check}. */
class CheckVectorsTest {

    private static final X509Certificate CERTIFICATE = Vectors.certificate();
    private static final String CHALLENGE = Vectors.text(Vectors.object("raw"), "challenge");
    private static final String SIGNATURE = Vectors.text(Vectors.object("raw"), "signature");
    private static final String SUBJECT = "CN=ql-pipeline.eu";
    private static final Map<String, String> REASONS = Map.of(
            "ok", "SIGNATURE_INVALID",
            "length", "CHALLENGE_LENGTH",
            "text", "CHALLENGE_TEXT",
            "reserved prefix", "CHALLENGE_RESERVED_PREFIX");

    @TempDir
    private static Path directory;

    @BeforeAll
    static void trust() {
        Path file = TestingCertificates.write(directory, "vectors.pem", TestingCertificates.pem(CERTIFICATE));
        assertThat(run("trust", "add", file.toString(), "--fingerprint", Vectors.topLevel("cert_sha256"))
                        .exitCode())
                .isZero();
    }

    static Stream<Arguments> filterVectors() {
        return Vectors.list("raw_filter").stream().map(vector -> Arguments.of(Vectors.text(vector, "what"), vector));
    }

    @Test
    void acceptsTheSignatureOfTheVector() {
        CommandRun run = check(CHALLENGE, SIGNATURE);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("\"verified\": true", Vectors.topLevel("cert_sha256"));
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void rejectsTheVectorUnderTheSubjectThatIsExpectedOtherwise() {
        CommandRun run = run("check", "--challenge", CHALLENGE, "--signature", SIGNATURE, "--json");
        assertThat(run.out()).contains("\"reason\": \"SUBJECT_UNEXPECTED\"");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("filterVectors")
    void judgesTheChallengeAsTheVectorsSay(String what, Map<String, Value> vector) {
        String challenge = Vectors.text(vector, "challenge");
        CommandRun run = check(challenge, SIGNATURE);
        if (challenge.equals(CHALLENGE)) {
            assertThat(run.exitCode()).isZero();
        } else if (challenge.isEmpty()) {
            // A variable that is not set, rather than a challenge.
            assertThat(run.out()).contains("\"reason\": \"USAGE\"");
            assertThat(run.exitCode()).isEqualTo(2);
        } else {
            String reason = REASONS.get(Vectors.text(vector, "result"));
            assertThat(run.out()).contains("\"reason\": \"" + reason + "\"");
            assertThat(run.exitCode()).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "byte {0}")
    @MethodSource("positions")
    void rejectsTheSignatureWithAnyBitFlipped(int position) {
        byte[] signature = HexFormat.of().parseHex(SIGNATURE);
        signature[position] ^= 1;
        CommandRun run = check(CHALLENGE, HexFormat.of().formatHex(signature));
        assertThat(run.out()).contains("\"reason\": \"SIGNATURE_INVALID\"");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    static Stream<Integer> positions() {
        return Stream.of(0, 1, 255, 256, 510, 511);
    }

    private static CommandRun check(String challenge, String signature) {
        return run("check", "--challenge", challenge, "--signature", signature, "--subject", SUBJECT, "--json");
    }

    private static CommandRun run(String... arguments) {
        var clock = Clock.fixed(CERTIFICATE.getNotBefore().toInstant().plusSeconds(1), ZoneOffset.UTC);
        return CommandRun.of(
                Map.of("SIGNING_VERIFIER_TRUST", directory.resolve("trusted").toString()), clock, arguments);
    }
}
