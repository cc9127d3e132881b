package eu.qlpipeline.signing.client.internal.pem;

import eu.qlpipeline.signing.client.internal.pem.PemException.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/** The PEM form of a private key in PKCS#8, not encrypted (RFC 7468 section 10). */
public final class PrivateKeyPem {

    private static final String LABEL = "PRIVATE KEY";
    private static final String CONVERT = "openssl pkcs8 -topk8 -nocrypt";

    private PrivateKeyPem() {}

    /**
     * Reads the only private key of a file. Copies made on the way are wiped.
     *
     * @param publicKey its public half, which tells the algorithm
     * @throws IOException if the file cannot be read
     * @throws PemException if it holds anything but exactly one private key of that algorithm
     */
    public static PrivateKey read(Path file, PublicKey publicKey) throws IOException, PemException {
        return parse(PemFile.read(file), publicKey);
    }

    /** Reads the only private key of a file's content, which is wiped. */
    static PrivateKey parse(byte[] content, PublicKey publicKey) throws PemException {
        try {
            return key(PemBlock.only(content), publicKey);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** The key in a block, which is wiped. */
    static PrivateKey key(PemBlock block, PublicKey publicKey) throws PemException {
        try {
            requirePkcs8(block.label());
            return KeyFactory.getInstance(publicKey.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(block.content()));
        } catch (InvalidKeySpecException | NoSuchAlgorithmException e) {
            // Not chained: the cause may describe the key.
            throw new PemException(
                    Problem.MALFORMED,
                    "content: not a PKCS#8 key of the certificate's algorithm (expected: " + publicKey.getAlgorithm()
                            + ")");
        } finally {
            block.wipe();
        }
    }

    private static void requirePkcs8(String label) throws PemException {
        if (label.equals("ENCRYPTED " + LABEL)) {
            throw new PemException(
                    Problem.ENCRYPTED, "content: an encrypted private key (expected: PKCS#8 as of: " + CONVERT + ")");
        }
        if (!label.equals(LABEL)) {
            throw new PemException(
                    Problem.FOREIGN,
                    "content: a PEM block " + label + " (expected: " + LABEL + ", PKCS#8 as of: " + CONVERT + ")");
        }
    }
}
