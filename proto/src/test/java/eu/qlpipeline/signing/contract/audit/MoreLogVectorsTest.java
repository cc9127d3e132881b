package eu.qlpipeline.signing.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import eu.qlpipeline.signing.contract.AuditCheckpoint;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.MoreVectors;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.Vectors;
import eu.qlpipeline.signing.contract.merkle.ConsistencyProof;
import eu.qlpipeline.signing.contract.merkle.InclusionProof;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Log proofs, checkpoints and receipts of the second file of vectors. */
class MoreLogVectorsTest {

    private static final Map<String, Value> LOG = MoreVectors.object("log");
    private static final List<byte[]> RECORDS = Vectors.bytesList(LOG, "records");
    private static final List<byte[]> ROOTS = Vectors.bytesList(LOG, "roots");

    static Stream<Arguments> inclusion() {
        return MoreVectors.list(LOG, "inclusion").stream()
                .map(one -> Arguments.of(Vectors.number(one, "index"), Vectors.number(one, "size"), one));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("inclusion")
    void judgesEachPathAsItsResultSays(long index, long size, Map<String, Value> one) {
        assertThat(judge(() -> InclusionProof.of(index, size, Vectors.bytes(one, "path"))
                        .verify(RECORDS.get((int) Math.min(index, RECORDS.size() - 1)), head(size))))
                .isEqualTo(Vectors.text(one, "result"));
    }

    static Stream<Arguments> consistency() {
        return MoreVectors.list(LOG, "consistency").stream()
                .map(one -> Arguments.of(Vectors.number(one, "first"), Vectors.number(one, "second"), one));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("consistency")
    void judgesEachContinuationAsItsResultSays(long first, long second, Map<String, Value> one) {
        assertThat(judge(() -> ConsistencyProof.of(first, second, Vectors.bytes(one, "path"))
                        .verify(head(first), head(second))))
                .isEqualTo(Vectors.text(one, "result"));
    }

    private static TreeHead head(long size) {
        return TreeHead.of(size, ROOTS.get((int) size));
    }

    private static String judge(Runnable check) {
        try {
            check.run();
            return MoreVectors.OK;
        } catch (ContractViolation e) {
            return e.reason().name();
        }
    }

    static Stream<Arguments> checkpoints() {
        return named("checkpoint");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checkpoints")
    void judgesEachCheckpointAsItsResultSays(String what, Map<String, Value> one) throws Exception {
        String result = MoreVectors.OK;
        try {
            SignedCheckpoint checkpoint = CheckpointNote.decode(bytes(one, "note"));
            checkpoint.verify(SignatureVerifier.of(MoreVectors.certificate()));
            assertThat(message(checkpoint)).isEqualTo(Vectors.bytes(one, "message"));
        } catch (SignatureException e) {
            result = "CHECKPOINT_FORGED";
        } catch (IllegalArgumentException e) {
            result = "MALFORMED";
        }
        assertThat(result).isEqualTo(Vectors.text(one, "result"));
    }

    private static byte[] message(SignedCheckpoint checkpoint) {
        return new AuditCheckpoint(
                        checkpoint.origin(),
                        checkpoint.head(),
                        checkpoint.timeMillis(),
                        checkpoint.certificate(),
                        SignatureScheme.RSA4096_PSS_SHA256_SALT478)
                .message();
    }

    static Stream<Arguments> receipts() {
        return named("receipt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("receipts")
    void judgesEachReceiptAsItsResultSays(String what, Map<String, Value> one) throws Exception {
        Map<String, Value> of = MoreVectors.object("receiptOf");
        String result = MoreVectors.OK;
        try {
            Receipt receipt = ReceiptText.decode(bytes(one, "text"));
            receipt.requireChallenge(Digest.of(Vectors.bytes(of, "challenge")));
            receipt.requireSignature(Digest.of(Vectors.bytes(of, "signature")));
            receipt.verify(MoreVectors.certificate());
        } catch (ReceiptException e) {
            result = e.reason().name();
        }
        assertThat(result).isEqualTo(Vectors.text(one, "result"));
    }

    private static Stream<Arguments> named(String list) {
        return MoreVectors.list(list).stream().map(one -> Arguments.of(Vectors.text(one, "what"), one));
    }

    private static byte[] bytes(Map<String, Value> one, String name) {
        return Vectors.text(one, name).getBytes(StandardCharsets.UTF_8);
    }
}
