package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.contract.Nonce;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Fresh nonces. Each thread draws many at once, since a call of the generator costs far more than its bytes.
 *
 * <p>Safe for use by several threads.
 */
final class NonceSource {

    private static final int DRAWN_AT_ONCE = 64;

    private final SecureRandom random = new SecureRandom();
    private final ThreadLocal<Block> blocks = ThreadLocal.withInitial(Block::new);

    Nonce next() {
        return blocks.get().next(random);
    }

    private static final class Block {

        private final byte[] bytes = new byte[DRAWN_AT_ONCE * Nonce.LENGTH];
        private int at = bytes.length;

        Nonce next(SecureRandom random) {
            if (at == bytes.length) {
                random.nextBytes(bytes);
                at = 0;
            }
            byte[] fresh = Arrays.copyOfRange(bytes, at, at + Nonce.LENGTH);
            Arrays.fill(bytes, at, at + Nonce.LENGTH, (byte) 0);
            at += Nonce.LENGTH;
            return Nonce.of(fresh);
        }
    }
}
