package eu.qlpipeline.signing.client.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.TestingSignatures;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roots of batches that several threads come with at once. */
@SuppressWarnings("NullAway.Init") // set before each test
class VerifiedRootsTest {

    private static final int ROUNDS = 500;
    private static final int THREADS = 3;
    private static final SignatureScheme SCHEME = SignatureScheme.RSA4096_PSS_SHA256_SALT32;
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());

    private final SecureRandom random = new SecureRandom();
    private final VerifiedRoots roots = new VerifiedRoots(BoundLimits.DEFAULT);
    private StoredCertificate stored;

    @BeforeEach
    void store(@TempDir Path directory) throws Exception {
        Path file = TestingCertificates.write(directory, "pipeline.pem", TestingCertificates.pem(CERTIFICATE));
        stored = TrustStore.at(directory.resolve("trusted")).add(file, CertificateFingerprint.of(CERTIFICATE));
    }

    private BatchRoot root() {
        byte[] hash = new byte[BatchRoot.HASH_LENGTH];
        random.nextBytes(hash);
        return BatchRoot.of(SCHEME, stored.fingerprint(), 1, Nonce.random(random), hash);
    }

    private boolean verifies(CyclicBarrier start, BatchRoot root, PssSignature signature) {
        try {
            start.await(30, TimeUnit.SECONDS);
            roots.verify(stored, root, signature);
            return true;
        } catch (SignatureException e) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whoever comes while another verifies has no verdict before that one has it. */
    @Test
    void aRootThatDoesNotVerifyIsRefusedToAllWhoComeWithItAtOnce() {
        PssSignature another = PssSignature.of(TestingSignatures.sign(TestingKeys.signer(), root().message(), SCHEME));
        for (int round = 0; round < ROUNDS; round++) {
            BatchRoot root = root();
            var start = new CyclicBarrier(THREADS);
            List<CompletableFuture<Boolean>> verdicts = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> verifies(start, root, another), task -> new Thread(task, "verifier").start()))
                    .limit(THREADS)
                    .toList();
            assertThat(verdicts).extracting(CompletableFuture::join).containsOnly(false);
        }
    }

    @Test
    void aRootThatVerifiesDoesSoForWhoeverComesWithIt() {
        BatchRoot root = root();
        var signature = PssSignature.of(TestingSignatures.sign(TestingKeys.signer(), root.message(), SCHEME));
        for (int times = 0; times < THREADS; times++) {
            assertThatCode(() -> roots.verify(stored, root, signature)).doesNotThrowAnyException();
        }
    }
}
