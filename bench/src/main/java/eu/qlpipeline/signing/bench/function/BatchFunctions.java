package eu.qlpipeline.signing.bench.function;

import com.google.protobuf.InvalidProtocolBufferException;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.codec.BoundCodec;
import eu.qlpipeline.signing.contract.merkle.BatchProof;
import eu.qlpipeline.signing.contract.merkle.BatchTree;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What agent and client compute for a batch of 4 096 bound challenges, besides the one signature. */
@State(Scope.Benchmark)
public class BatchFunctions {

    static final int BATCH = 4096;

    private static final int PLACE = 1234;
    private static final int SIGNATURE_LENGTH = 512;

    private final SecureRandom random = new SecureRandom();
    private final List<BoundChallenge> challenges;
    private final BatchTree tree;
    private final PssSignature signature = PssSignature.of(new byte[SIGNATURE_LENGTH]);
    private final BoundAnswer answer;
    private final byte[] reply;

    /** A batch of random challenges, and the answer to one of them. */
    public BatchFunctions() {
        var certificate = CertificateFingerprint.ofBytes(new byte[BatchRoot.HASH_LENGTH]);
        var terms = BoundChallenge.Terms.fresh(SignatureScheme.RSA4096_PSS_SHA256_SALT478, Instant.EPOCH, random);
        var audience = new Audience("caller-0.example");
        challenges = Stream.generate(() ->
                        new BoundChallenge(certificate, Nonce.random(random), audience, ChannelBinding.none(), terms))
                .limit(BATCH)
                .toList();
        tree = BatchTree.of(challenges, random);
        answer = new BoundAnswer(
                certificate, terms, ChannelBinding.Type.NONE, new AnswerProof.Batched(tree.proof(PLACE, signature)));
        reply = BoundCodec.encode(answer).toByteArray();
    }

    /** Builds the tree of a whole batch. */
    @Benchmark
    public BatchTree batchTree() {
        return BatchTree.of(challenges, random);
    }

    /** Reads the proof of one place out of the tree. */
    @Benchmark
    public BatchProof batchProof() {
        return tree.proof(PLACE, signature);
    }

    /** Computes the root that the proof of one place leads to. */
    @Benchmark
    public BatchRoot rootOfProof() {
        return ((AnswerProof.Batched) answer.proof()).proof().rootOf(challenges.get(PLACE));
    }

    /** Writes one answer. */
    @Benchmark
    public byte[] encodeAnswer() {
        return BoundCodec.encode(answer).toByteArray();
    }

    /** Reads one answer. */
    @Benchmark
    public BoundAnswer decodeAnswer() throws InvalidProtocolBufferException {
        return BoundCodec.decode(SignChallengeResponse.parseFrom(reply));
    }
}
