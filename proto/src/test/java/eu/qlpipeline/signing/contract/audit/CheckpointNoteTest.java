package eu.qlpipeline.signing.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eu.qlpipeline.signing.contract.AuditCheckpoint;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.TestingKey;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointNoteTest {

    private static final byte[] ROOT = new byte[32];

    private static SignedCheckpoint signed(AuditCheckpoint checkpoint) {
        return SignedCheckpoint.of(checkpoint, TestingKey.sign(checkpoint));
    }

    private static SignedCheckpoint checkpoint(SignatureScheme scheme) {
        return signed(new AuditCheckpoint(
                new Origin("example/log"),
                TreeHead.of(42, ROOT),
                1_777_629_600_000L,
                CertificateFingerprint.ofBytes(new byte[32]),
                scheme));
    }

    @Test
    void hasSevenLinesForPeople() {
        SignedCheckpoint checkpoint = checkpoint(SignatureScheme.RSA4096_PSS_SHA256_SALT478);
        String text = new String(CheckpointNote.encode(checkpoint), StandardCharsets.UTF_8);

        assertThat(text.lines().limit(6))
                .containsExactly(
                        "example/log",
                        "42",
                        Base64.getEncoder().encodeToString(ROOT),
                        "time 2026-05-01T10:00:00.000Z",
                        "certificate " + checkpoint.certificate(),
                        "");
        String last = text.lines().skip(6).findFirst().orElseThrow();
        assertThat(last).startsWith("\u2014 example/log ");
        assertThat(Base64.getDecoder().decode(last.substring("\u2014 example/log ".length())))
                .hasSize(4 + 512)
                .endsWith(checkpoint.signature().bytes());
        assertThat(text).endsWith("\n").hasLineCount(7);
    }

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void isReadAsItWasWrittenAndVerifiesUnderEitherSalt(SignatureScheme scheme) throws Exception {
        SignedCheckpoint checkpoint = checkpoint(scheme);
        SignedCheckpoint read = CheckpointNote.decode(CheckpointNote.encode(checkpoint));
        assertThat(read).isEqualTo(checkpoint);
        read.verify(TestingKey.verifier());
    }

    @Test
    void aChangedBitMakesItUnreadableOrUnsigned() throws Exception {
        byte[] note = CheckpointNote.encode(checkpoint(SignatureScheme.RSA4096_PSS_SHA256_SALT478));
        var verifier = TestingKey.verifier();
        for (int bit = 0; bit < note.length * 8; bit++) {
            byte[] changed = note.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(isGood(changed, verifier)).as("bit " + bit).isFalse();
        }
    }

    private static boolean isGood(byte[] note, SignatureVerifier verifier) {
        try {
            CheckpointNote.decode(note).verify(verifier);
            return true;
        } catch (IllegalArgumentException | SignatureException e) {
            return false;
        }
    }

    @Test
    void aYearOfMoreThanFourDigitsIsNoTime() {
        String text = new String(
                CheckpointNote.encode(checkpoint(SignatureScheme.RSA4096_PSS_SHA256_SALT478)), StandardCharsets.UTF_8);
        for (String year : new String[] {"+10000", "+999999999"}) {
            String beyond = text.replace("time 2026", "time " + year);
            assertThat(beyond).isNotEqualTo(text);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CheckpointNote.decode(beyond.getBytes(StandardCharsets.UTF_8)))
                    .withMessage("checkpoint: time: " + year
                            + "-05-01T10:00:00.000Z (expected: a year of four digits, to milliseconds)");
        }
    }

    @Test
    void noOtherTextIsReadAsTheSame() {
        String text = new String(
                CheckpointNote.encode(checkpoint(SignatureScheme.RSA4096_PSS_SHA256_SALT478)), StandardCharsets.UTF_8);
        for (String other : new String[] {
            text + "\n",
            text.strip(),
            text.replace("\n42\n", "\n+42\n"),
            text.replace("\n42\n", "\n042\n"),
            text.replace("\n", "\r\n"),
            text.replace("10:00:00.000Z", "10:00:00Z"),
            text.replace("certificate SHA256:", "certificate "),
            text.replace("\u2014", "-"),
            ""
        }) {
            assertThatIllegalArgumentException()
                    .as(other)
                    .isThrownBy(() -> CheckpointNote.decode(other.getBytes(StandardCharsets.UTF_8)))
                    .withMessageStartingWith("checkpoint: ");
        }
    }
}
