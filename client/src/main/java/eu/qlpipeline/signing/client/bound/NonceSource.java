package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.contract.BulkRandom;
import eu.qlpipeline.signing.contract.Nonce;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fresh nonces. Many are drawn at once, since a call of the generator costs far more than its bytes; so a machine's snapshot,
 * resumed twice, has up to 256 nonces in common, and no more.
 *
 * <p>Safe for use by several threads.
 */
final class NonceSource {

    private static final int FIRST = 16;
    private static final int MANY = 256;

    private final SecureRandom random = new SecureRandom();
    private final BulkRandom bulk = new BulkRandom();
    private volatile Block current = new Block(random, FIRST);

    Nonce next() {
        while (true) {
            Optional<Nonce> fresh = current.next();
            if (fresh.isPresent()) {
                return fresh.get();
            }
            // Of several that draw at the same time one is heard last; what the others drew is not used, or not wholly.
            current = new Block(bulk, MANY);
        }
    }

    /** What was drawn at once: first a few nonces, which are quickly there. Each is given away once. */
    private static final class Block {

        private final byte[] bytes;
        /** How many of the bytes are given away. */
        private final AtomicInteger given = new AtomicInteger();

        Block(SecureRandom random, int count) {
            this.bytes = new byte[count * Nonce.LENGTH];
            random.nextBytes(bytes);
        }

        Optional<Nonce> next() {
            int at = given.getAndAdd(Nonce.LENGTH);
            if (at >= bytes.length) {
                return Optional.empty();
            }
            var fresh = Nonce.of(bytes, at);
            Arrays.fill(bytes, at, at + Nonce.LENGTH, (byte) 0);
            return Optional.of(fresh);
        }
    }
}
