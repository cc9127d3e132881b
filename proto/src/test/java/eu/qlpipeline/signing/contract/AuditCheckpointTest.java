package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditCheckpointTest {

    private static final byte[] ROOT = filled((byte) 0xA5);
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theMessageIsAsSpecified() {
        String expected = "20".repeat(64)
                + "514c2d5349474e20763120636865636b706f696e74" + "00" // label
                + "0000000100000002" // tree size
                + "a5".repeat(32) // root
                + "0000019b76daa800" // time
                + TestingChallenges.CERTIFICATE.hex()
                + "000b" + "6c6f672e6578616d706c65"; // origin

        assertThat(HexFormat.of().formatHex(checkpoint("log.example").message()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, 169", "255, 423"})
    void theMessageIsTheOriginLongerThan168Bytes(int origin, int expected) {
        assertThat(checkpoint("o".repeat(origin)).message()).hasSize(expected);
    }

    @Test
    void theNameOfALogIs1To255PrintableAsciiCharacters() {
        assertThat(new Origin("ql-pipeline.eu audit log 1").value()).isEqualTo("ql-pipeline.eu audit log 1");
        for (String name : new String[] {"", "o".repeat(256), "a\nb", "a\u007f", "\u00e4"}) {
            assertThatExceptionOfType(ContractViolation.class)
                    .isThrownBy(() -> new Origin(name))
                    .extracting(ContractViolation::reason)
                    .isEqualTo(ContractViolation.Reason.ORIGIN);
        }
    }

    @Test
    void refusesATreeOfNegativeSize() {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> TreeHead.of(-1, ROOT))
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.TREE_SIZE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void refusesARootOfAnotherLength(int length) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> TreeHead.of(1, new byte[length]))
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.ROOT_LENGTH);
    }

    @Test
    void refusesATimeBefore1970() {
        var head = TreeHead.of(0, ROOT);
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> new AuditCheckpoint(
                        new Origin("o"),
                        head,
                        -1,
                        TestingChallenges.CERTIFICATE,
                        SignatureScheme.RSA4096_PSS_SHA256_SALT478))
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.CHECKPOINT_TIME);
    }

    @Test
    void headsAreEqualByTheirFieldsAndKeepNoReference() {
        byte[] mine = ROOT.clone();
        TreeHead head = TreeHead.of(7, mine);
        mine[0] = 0;
        head.root()[1] = 0;

        assertThat(head).isEqualTo(TreeHead.of(7, ROOT)).hasSameHashCodeAs(TreeHead.of(7, ROOT));
        assertThat(head).isNotEqualTo(TreeHead.of(8, ROOT)).isNotEqualTo(TreeHead.of(7, mine));
    }

    private static AuditCheckpoint checkpoint(String origin) {
        return new AuditCheckpoint(
                new Origin(origin),
                TreeHead.of(0x1_0000_0002L, ROOT),
                TIME.toEpochMilli(),
                TestingChallenges.CERTIFICATE,
                SignatureScheme.RSA4096_PSS_SHA256_SALT478);
    }

    private static byte[] filled(byte value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, value);
        return bytes;
    }
}
