package eu.qlpipeline.signing.client.verify;

/**
 * The outcome of one check, for people to read.
 *
 * @param name which check
 * @param ok whether it passed
 * @param detail what was found, and what was expected where it did not pass
 */
public record Check(Name name, boolean ok, String detail) {

    /** The checks. A raw challenge has the first four, in this order. */
    public enum Name {
        /** The subject of the certificate is the expected one. */
        SUBJECT("subject"),
        /** The certificate is valid now, neither expired nor from the future. */
        NOT_EXPIRED("not expired"),
        /** The certificate is in the trusted list. */
        TRUSTED("trusted"),
        /** The signature is the certificate's key's over the challenge. */
        SIGNATURE("signature"),
        /** The certificate is enrolled for this kind of answer. */
        ENROLLED("enrolled"),
        /** The nonce is pending and unused. */
        NONCE("nonce"),
        /** The answer is good now. */
        TIMES("times");

        private final String label;

        Name(String label) {
            this.label = label;
        }

        /** The name for people and for JSON, for example {@code not expired}. */
        public String label() {
            return label;
        }
    }
}
