package eu.qlpipeline.signing.contract.audit;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.util.regex.Pattern;

/** What became of a request. */
public sealed interface Result {

    /**
     * The token signed, and the signature verified.
     *
     * @param certificate the certificate whose key signed
     * @param generation the number of the login that signed
     * @param signature SHA-256 of the signature; the requests of one batch share it
     */
    record Signed(CertificateFingerprint certificate, long generation, Digest signature) implements Result {

        /** @throws IllegalArgumentException if the generation is negative */
        public Signed {
            if (generation < 0) {
                throw new IllegalArgumentException("generation: " + generation + " (expected: 0 or more)");
            }
        }
    }

    /**
     * There is no signature.
     *
     * @param reason the name of the reason, as on the wire without its prefix
     */
    record Refused(String reason) implements Result {

        private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

        /** @throws IllegalArgumentException if it is not the name of a constant */
        public Refused {
            if (!NAME.matcher(reason).matches()) {
                throw new IllegalArgumentException("reason: not a name (expected: 1 to 64 of A to Z, 0 to 9 and _)");
            }
        }
    }
}
