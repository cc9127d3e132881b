package eu.qlpipeline.signing.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordCodecTest {

    private static final List<PurposeKind> PURPOSES = List.of(PurposeKind.values());

    private final Random random = new Random(5);

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private long natural() {
        return random.nextLong() >>> (1 + random.nextInt(62));
    }

    private AuditRecord any() {
        long sequence = natural() / 2 + 1;
        return switch (random.nextInt(3)) {
            case 0 -> new AuditRecord.Opened(sequence, natural(), natural());
            case 1 -> new AuditRecord.Intent(sequence, natural(), facts());
            default -> new AuditRecord.Outcome(sequence, natural(), sequence - 1, facts(), result());
        };
    }

    private RequestFacts facts() {
        PurposeKind purpose = PURPOSES.get(random.nextInt(PURPOSES.size()));
        String caller = "\u00e9\u4e2da-".repeat(random.nextInt(36));
        Optional<Audience> audience = random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new Audience("a".repeat(1 + random.nextInt(Audience.MAX_LENGTH))));
        return new RequestFacts(caller, purpose, audience, Digest.ofBytes(bytes(32)));
    }

    private Result result() {
        return random.nextBoolean()
                ? new Result.Refused("R".repeat(1 + random.nextInt(64)))
                : new Result.Signed(CertificateFingerprint.ofBytes(bytes(32)), natural(), Digest.ofBytes(bytes(32)));
    }

    @Test
    void aRecordIsReadAsItWasWritten() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            AuditRecord written = any();
            byte[] bytes = RecordCodec.encode(written);
            assertThat(bytes).hasSizeLessThanOrEqualTo(RecordCodec.LONGEST);
            assertThat(RecordCodec.decode(bytes)).isEqualTo(written);
        }
    }

    @Test
    void manyAreEncodedByOneBuffer() {
        ByteBuffer scratch = ByteBuffer.allocate(RecordCodec.LONGEST);
        for (int i = 0; i < 500; i++) {
            AuditRecord written = any();
            assertThat(RecordCodec.encode(written, scratch)).isEqualTo(RecordCodec.encode(written));
        }
    }

    @Test
    void theBytesAreThoseOfTheDocument() {
        var outcome = new AuditRecord.Outcome(
                3,
                5,
                2,
                new RequestFacts("a", PurposeKind.RAW_CHALLENGE, Optional.empty(), Digest.ofBytes(new byte[32])),
                new Result.Refused("INTERNAL"));
        assertThat(HexFormat.of().formatHex(RecordCodec.encode(outcome)))
                .isEqualTo("03" + "0000000000000003" + "0000000000000005" + "0000000000000002" + "0161" + "01" + "00"
                        + "00".repeat(32) + "02" + "08494e5445524e414c");
    }

    @Test
    void whateverIsReadHasNoOtherBytes() {
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = RecordCodec.encode(any());
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            read += isReadAsItself(bytes) ? 1 : 0;
        }
        assertThat(read).isBetween(1, 19_999);
    }

    @Test
    void noBytesMakeItFailInAnotherWay() {
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = bytes(random.nextInt(200));
            if (bytes.length > 0) {
                bytes[0] = (byte) (1 + random.nextInt(3));
            }
            isReadAsItself(bytes);
        }
    }

    private static boolean isReadAsItself(byte[] bytes) {
        try {
            assertThat(RecordCodec.encode(RecordCodec.decode(bytes))).isEqualTo(bytes);
            return true;
        } catch (MalformedRecordException e) {
            return false;
        }
    }

    @Test
    void aRecordThatIsTooShortOrTooLongIsNone() {
        byte[] bytes = RecordCodec.encode(any());
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(() -> RecordCodec.decode(shorter));
        }
        assertThatExceptionOfType(MalformedRecordException.class)
                .isThrownBy(() -> RecordCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .withMessage("record: 1 bytes too long");
    }

    @Test
    void noNumberIsNegative() {
        assertNatural(new AuditRecord.Opened(2, 3, 4), 1, 9, 17);
        assertNatural(new AuditRecord.Intent(2, 3, facts()), 1, 9);
        assertNatural(new AuditRecord.Outcome(2, 3, 1, facts(), result()), 1, 9, 17);
    }

    private static void assertNatural(AuditRecord written, int... numbers) {
        for (int at : numbers) {
            byte[] bytes = RecordCodec.encode(written);
            bytes[at] |= (byte) 0x80;
            assertThatExceptionOfType(MalformedRecordException.class)
                    .isThrownBy(() -> RecordCodec.decode(bytes))
                    .withMessageStartingWith("record: number: -");
        }
    }

    @Test
    void aCallerHasANameThatFitsItsLength() {
        Digest challenge = Digest.ofBytes(new byte[32]);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new RequestFacts("\u00e9".repeat(128), PurposeKind.RAW_CHALLENGE, Optional.empty(), challenge))
                .withMessage("caller: name of 256 bytes (expected: at most 255)");
    }

    @Test
    void aReasonIsANameThatIsFitToBeShown() {
        for (String reason : List.of("", "internal", "A\nB", "A\u001b[2J", "_A", "A".repeat(65))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Result.Refused(reason))
                    .withMessageStartingWith("reason: not a name");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00, kind: 0 (expected: 1; 2 or 3)",
        "01ffffffffffffffff00000000000000000000000000000000, number: -1 (expected: 0 or more)",
        "03000000000000000100000000000000000000000000000001, record: ends early",
        "01, ends early"
    })
    void saysWhatIsWrong(String hex, String message) {
        assertThatExceptionOfType(MalformedRecordException.class)
                .isThrownBy(() ->
                        RecordCodec.decode(HexFormat.of().parseHex(hex + (hex.equals("00") ? "00".repeat(16) : ""))))
                .withMessageContaining(message.replace(';', ','));
    }
}
