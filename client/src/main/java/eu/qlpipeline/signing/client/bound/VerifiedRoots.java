package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import java.security.SignatureException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the roots of batches, each once: the last ones are remembered by certificate, whole message and signature. Where
 * several threads come with the same new root, one verifies it and the others wait for that.
 *
 * <p>Safe for use by several threads. A root has one place in a table of fixed size and yields to the next one there.
 */
final class VerifiedRoots {

    private final AtomicReferenceArray<@Nullable Root> places;

    VerifiedRoots(BoundLimits limits) {
        this.places = new AtomicReferenceArray<>(limits.roots());
    }

    /**
     * Returns normally if, and only if, the signature is the certificate's key's over the root.
     *
     * @throws SignatureException if it is not
     */
    void verify(StoredCertificate stored, BatchRoot root, PssSignature signature) throws SignatureException {
        int at = root.hashCode() & (places.length() - 1);
        Root there = places.get(at);
        if (there != null && there.is(stored, root, signature)) {
            there.await();
            return;
        }
        var fresh = new Root(stored, root, signature);
        if (places.compareAndSet(at, there, fresh)) {
            fresh.verification.run();
            try {
                fresh.await();
            } catch (SignatureException e) {
                places.compareAndSet(at, fresh, null);
                throw e;
            }
            return;
        }
        there = places.get(at);
        if (there != null && there.is(stored, root, signature)) {
            there.await();
        } else {
            stored.verify(root, signature);
        }
    }

    private static final class Root {

        private final CertificateFingerprint certificate;
        private final BatchRoot root;
        private final PssSignature signature;
        private final FutureTask<Optional<SignatureException>> verification;

        Root(StoredCertificate stored, BatchRoot root, PssSignature signature) {
            this.certificate = stored.fingerprint();
            this.root = root;
            this.signature = signature;
            this.verification = new FutureTask<>(() -> failure(stored, root, signature));
        }

        boolean is(StoredCertificate stored, BatchRoot otherRoot, PssSignature otherSignature) {
            return root.equals(otherRoot)
                    && signature.equals(otherSignature)
                    && certificate.equals(stored.fingerprint());
        }

        /** Waits out the verification, which takes one thread a fraction of a millisecond. */
        void await() throws SignatureException {
            boolean interrupted = false;
            try {
                while (!verification.isDone()) {
                    try {
                        verification.get();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                Optional<SignatureException> failure = verification.get();
                if (failure.isPresent()) {
                    throw failure.get();
                }
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("a verification that is done has a verdict", e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private static Optional<SignatureException> failure(
                StoredCertificate stored, BatchRoot root, PssSignature signature) {
            try {
                stored.verify(root, signature);
                return Optional.empty();
            } catch (SignatureException e) {
                return Optional.of(e);
            }
        }
    }
}
