package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds docs/protocol.md against the vectors and the code. */
class ProtocolDocumentTest {

    private static final Pattern EXAMPLE = Pattern.compile("```hex\n(.*?)```", Pattern.DOTALL);

    private final String document = document();

    @Test
    void theExamplesAreThoseOfTheVectors() throws IOException {
        List<String> examples = EXAMPLE.matcher(document)
                .results()
                .map(MatchResult::group)
                .map(block -> block.replace("```hex", "").replaceAll("[`\\s]", ""))
                .toList();
        String known = vectors() + HexFormat.of().formatHex(checkpoint().message());

        assertThat(examples)
                .hasSizeGreaterThan(10)
                .allSatisfy(example -> assertThat(known).contains(example));
    }

    @ParameterizedTest
    @EnumSource(ContractViolation.Reason.class)
    void everyReasonIsNamed(ContractViolation.Reason reason) {
        assertThat(document).containsPattern("\\b" + reason + "\\b");
    }

    @ParameterizedTest
    @EnumSource(PurposeKind.class)
    void everyKindThatACallerCanAskForIsNamed(PurposeKind kind) {
        assertThat(document.contains('`' + kind.label() + '`')).isEqualTo(kind.callable());
    }

    @Test
    void thePrefixesThatARawChallengeMayNotHaveAreNamed() {
        Arrays.asList(
                        "514c2d5349474e",
                        "846a5369676e617475726531",
                        "85695369676e6174757265",
                        "44535345763120",
                        "535348534947",
                        "ff544347")
                .forEach(prefix -> {
                    byte[] challenge = HexFormat.of().parseHex((prefix + "00".repeat(32)).substring(0, 64));
                    assertThat(document).contains('`' + prefix + '`');
                    assertThatExceptionOfType(ContractViolation.class).isThrownBy(() -> RawChallenge.of(challenge));
                });
    }

    private static AuditCheckpoint checkpoint() {
        byte[] root = new byte[32];
        Arrays.fill(root, (byte) 0xA5);
        return new AuditCheckpoint(
                new AuditCheckpoint.Origin("log.example"),
                AuditCheckpoint.TreeHead.of(4_294_967_298L, root),
                1_767_225_600_000L,
                TestingChallenges.CERTIFICATE,
                SignatureScheme.RSA4096_PSS_SHA256_SALT478);
    }

    private static String document() {
        try {
            return Files.readString(Path.of("../docs/protocol.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String vectors() throws IOException {
        var json = Objects.requireNonNull(ProtocolDocumentTest.class.getResourceAsStream("/vectors/ql-sign-v1.json"));
        return new String(json.readAllBytes(), StandardCharsets.UTF_8);
    }
}
