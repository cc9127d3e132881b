package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.contract.BulkRandom;
import eu.qlpipeline.signing.contract.Nonce;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Fresh nonces. Each thread draws many at once, since a call of the generator costs far more than its bytes; so a
 * machine's snapshot, resumed twice, has up to 256 nonces of each thread in common, and no more.
 *
 * <p>Safe for use by several threads.
 */
final class NonceSource {

    private static final int FIRST = 16;
    private static final int MANY = 256;

    private final SecureRandom random = new SecureRandom();
    private final BulkRandom bulk = new BulkRandom();
    private final ThreadLocal<Block> blocks = ThreadLocal.withInitial(Block::new);

    Nonce next() {
        return blocks.get().next();
    }

    /** What one thread has drawn: first a few nonces, which are quickly there, and many where more are asked for. */
    private final class Block {

        private byte[] bytes = new byte[FIRST * Nonce.LENGTH];
        private int at;

        Block() {
            random.nextBytes(bytes);
        }

        Nonce next() {
            if (at == bytes.length) {
                drawMany();
            }
            byte[] fresh = Arrays.copyOfRange(bytes, at, at + Nonce.LENGTH);
            Arrays.fill(bytes, at, at + Nonce.LENGTH, (byte) 0);
            at += Nonce.LENGTH;
            return Nonce.of(fresh);
        }

        private void drawMany() {
            if (bytes.length < MANY * Nonce.LENGTH) {
                bytes = new byte[MANY * Nonce.LENGTH];
            }
            bulk.reseeded().nextBytes(bytes);
            at = 0;
        }
    }
}
