package eu.qlpipeline.signing.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eu.qlpipeline.signing.contract.AuditCheckpoint;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.TestingKey;
import eu.qlpipeline.signing.contract.Vectors;
import eu.qlpipeline.signing.contract.audit.ReceiptException.Reason;
import eu.qlpipeline.signing.contract.codec.ReceiptCodec;
import eu.qlpipeline.signing.contract.merkle.InclusionProof;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import eu.qlpipeline.signing.contract.merkle.LogTree;
import eu.qlpipeline.signing.contract.merkle.MemoryLogNodes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTest {

    private static final CertificateFingerprint CERTIFICATE = CertificateFingerprint.ofBytes(new byte[32]);
    private static final CertificateFingerprint OTHER_CERTIFICATE = CertificateFingerprint.of(Vectors.certificate());
    private static final int RECORDS = 11;
    private static final int INDEX = 5;
    /** The record of a signature by another key. */
    private static final int OTHER_INDEX = 7;

    private final MemoryLogNodes nodes = new MemoryLogNodes();
    private final List<byte[]> records = new ArrayList<>();

    ReceiptTest() {
        LogFrontier frontier = LogFrontier.empty();
        for (int i = 0; i < RECORDS; i++) {
            byte[] content = RecordCodec.encode(
                    i == 0
                            ? new AuditRecord.Opened(0, 1, 0)
                            : new AuditRecord.Outcome(i, i, i - 1, facts(i), signed(i)));
            records.add(content);
            frontier.append(content, nodes);
        }
    }

    private static RequestFacts facts(int number) {
        return new RequestFacts(
                "a", PurposeKind.RAW_CHALLENGE, Optional.empty(), Digest.of(new byte[] {(byte) number}));
    }

    private static Result signed(int number) {
        return new Result.Signed(
                number == OTHER_INDEX ? OTHER_CERTIFICATE : CERTIFICATE, 1, Digest.of(new byte[] {(byte) ~number}));
    }

    private SignedCheckpoint checkpoint(long size) {
        return checkpoint(size, CERTIFICATE);
    }

    private SignedCheckpoint checkpoint(long size, CertificateFingerprint certificate) {
        var checkpoint = new AuditCheckpoint(
                new Origin("example/log"),
                new LogTree(nodes, size).head(),
                1,
                certificate,
                SignatureScheme.RSA4096_PSS_SHA256_SALT478);
        return SignedCheckpoint.of(checkpoint, TestingKey.sign(checkpoint));
    }

    private byte[] path(int index, int size) {
        return new LogTree(nodes, size).inclusion(index).path();
    }

    private Receipt receipt() throws ReceiptException {
        return Receipt.of(records.get(INDEX), INDEX, path(INDEX, RECORDS), checkpoint(RECORDS));
    }

    private static void verify(Receipt receipt) throws ReceiptException {
        receipt.verify(CERTIFICATE, TestingKey.verifier());
    }

    private static void assertRefused(Reason reason, ThrowingCallable work) {
        assertThatExceptionOfType(ReceiptException.class)
                .isThrownBy(work)
                .extracting(ReceiptException::reason)
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8, 10})
    void provesEachRecordUnderEveryCheckpointThatCoversIt(int index) throws Exception {
        for (int size = index + 1; size <= RECORDS; size++) {
            Receipt receipt = Receipt.of(records.get(index), index, path(index, size), checkpoint(size));
            verify(receipt);
            assertThat(ReceiptText.encode(ReceiptText.decode(ReceiptText.encode(receipt))))
                    .isEqualTo(ReceiptText.encode(receipt));
            Receipt travelled = ReceiptCodec.decode(ReceiptCodec.encode(receipt));
            assertThat(ReceiptText.encode(travelled)).isEqualTo(ReceiptText.encode(receipt));
        }
    }

    @Test
    void isATextForPeople() throws Exception {
        assertThat(new String(ReceiptText.encode(receipt()), StandardCharsets.UTF_8).lines())
                .hasSize(12)
                .startsWith("QL-SIGN v1 receipt")
                .contains("index 5", "example/log", "11");
    }

    @Test
    void aChangedBitIsFoundWhereverItIs() throws Exception {
        byte[] text = ReceiptText.encode(receipt());
        for (int bit = 0; bit < text.length * 8; bit++) {
            byte[] changed = text.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(isGood(changed)).as("bit " + bit).isFalse();
        }
    }

    @Test
    void aReceiptThatEndsEarlyOrGoesOnIsFound() throws Exception {
        byte[] text = ReceiptText.encode(receipt());
        for (int length = 0; length < text.length; length++) {
            assertThat(isGood(Arrays.copyOf(text, length)))
                    .as("length " + length)
                    .isFalse();
        }
        assertThat(isGood(Arrays.copyOf(text, text.length + 1))).isFalse();
        assertThat(isGood(new byte[ReceiptText.LONGEST + 1])).isFalse();
    }

    private static boolean isGood(byte[] text) {
        try {
            verify(ReceiptText.decode(text));
            return true;
        } catch (ReceiptException e) {
            return false;
        }
    }

    @Test
    void noiseIsRefusedAsMalformed() {
        var random = new Random(8);
        for (int i = 0; i < 1_000; i++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            assertRefused(Reason.MALFORMED, () -> ReceiptText.decode(noise));
        }
    }

    @Test
    void aCheckpointOlderThanTheRecordIsRefused() {
        assertRefused(
                Reason.CHECKPOINT_OLDER, () -> Receipt.of(records.get(INDEX), INDEX, new byte[0], checkpoint(INDEX)));
    }

    @Test
    void thePathOfAnotherRecordIsRefused() throws Exception {
        Receipt other = Receipt.of(records.get(INDEX), INDEX, path(4, RECORDS), checkpoint(RECORDS));
        assertRefused(Reason.NOT_IN_LOG, () -> verify(other));
    }

    @Test
    void anotherIndexThanTheRecordsIsRefused() {
        assertRefused(Reason.MALFORMED, () -> Receipt.of(records.get(INDEX), 4, path(4, RECORDS), checkpoint(RECORDS)));
    }

    @Test
    void partsThatDoNotFitTogetherAreNoReceipt() throws Exception {
        Receipt receipt = receipt();
        InclusionProof elsewhere = InclusionProof.of(4, RECORDS, path(4, RECORDS));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Receipt(receipt.outcome(), elsewhere, receipt.checkpoint()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Receipt(receipt.outcome(), receipt.proof(), checkpoint(RECORDS - 1)));
    }

    @Test
    void aRecordOfNoSignatureIsRefused() throws Exception {
        assertRefused(Reason.NOT_SIGNED, () -> Receipt.of(records.get(0), 0, path(0, RECORDS), checkpoint(RECORDS)));

        var refused = new AuditRecord.Outcome(INDEX, 1, 0, facts(INDEX), new Result.Refused("INTERNAL"));
        assertRefused(
                Reason.NOT_SIGNED,
                () -> Receipt.of(RecordCodec.encode(refused), INDEX, path(INDEX, RECORDS), checkpoint(RECORDS)));
        Receipt receipt = receipt();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Receipt(refused, receipt.proof(), receipt.checkpoint()));
    }

    @Test
    void anotherCertificateIsRefused() throws Exception {
        Receipt receipt = receipt();
        assertRefused(Reason.CERTIFICATE_OTHER, () -> receipt.verify(OTHER_CERTIFICATE, TestingKey.verifier()));
    }

    @Test
    void aRecordOfAnotherCertificateIsRefusedThoughItIsInTheLog() throws Exception {
        Receipt receipt =
                Receipt.of(records.get(OTHER_INDEX), OTHER_INDEX, path(OTHER_INDEX, RECORDS), checkpoint(RECORDS));
        assertRefused(Reason.CERTIFICATE_OTHER, () -> verify(receipt));
    }

    @Test
    void aCheckpointOfAnotherCertificateIsRefusedThoughTheSameKeySignedIt() throws Exception {
        Receipt receipt =
                Receipt.of(records.get(INDEX), INDEX, path(INDEX, RECORDS), checkpoint(RECORDS, OTHER_CERTIFICATE));
        assertRefused(Reason.CERTIFICATE_OTHER, () -> verify(receipt));
    }

    @Test
    void aCheckpointThatTheKeyDidNotSignIsRefused() throws Exception {
        SignedCheckpoint signed = checkpoint(RECORDS);
        var forged = new SignedCheckpoint(
                signed.origin(), signed.head(), signed.timeMillis() + 1, CERTIFICATE, signed.signature());
        Receipt receipt = Receipt.of(records.get(INDEX), INDEX, path(INDEX, RECORDS), forged);
        assertRefused(Reason.CHECKPOINT_FORGED, () -> verify(receipt));
    }

    @Test
    void aForeignReceiptIsToldByChallengeAndSignature() throws Exception {
        Receipt receipt = receipt();
        receipt.requireChallenge(facts(INDEX).challenge());
        receipt.requireSignature(((Result.Signed) signed(INDEX)).signature());
        assertRefused(Reason.CHALLENGE_OTHER, () -> receipt.requireChallenge(facts(6).challenge()));
        assertRefused(Reason.SIGNATURE_OTHER, () -> receipt.requireSignature(((Result.Signed) signed(6)).signature()));
    }
}
