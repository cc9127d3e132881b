package eu.qlpipeline.signing.agent.pkcs11.selection;

import eu.qlpipeline.signing.agent.failure.TextRule;

/** Which token to use. Exactly one token has to match; that is for the look-up to see to. */
public sealed interface TokenSelector {

    /** What a label may be: CK_TOKEN_INFO has room for 32 bytes. */
    TextRule LABEL = TextRule.of("[^\\p{Cc}]{1,32}", "1 to 32 printable characters");

    /** What a serial number may be: CK_TOKEN_INFO has room for 16 bytes. */
    TextRule SERIAL = TextRule.of("[\\x21-\\x7E]{1,16}", "1 to 16 printable ASCII characters without blanks");

    /** Tells whether this is the token. */
    boolean matches(TokenDescription token);

    /** The selector in words, for example {@code token with label ql}. */
    String describe();

    /**
     * Selects by label.
     *
     * @param label the whole label, of the same case
     */
    record ByLabel(String label) implements TokenSelector {

        /** @throws eu.qlpipeline.signing.agent.failure.AgentException CONFIGURATION if the label breaks its rule */
        public ByLabel {
            LABEL.require("token.label", label);
        }

        @Override
        public boolean matches(TokenDescription token) {
            return label.equals(token.label());
        }

        @Override
        public String describe() {
            return "token with label " + label;
        }
    }

    /**
     * Selects by serial number.
     *
     * @param serial the whole serial number, of the same case
     */
    record BySerial(String serial) implements TokenSelector {

        /** @throws eu.qlpipeline.signing.agent.failure.AgentException CONFIGURATION if the serial breaks its rule */
        public BySerial {
            SERIAL.require("token.serial", serial);
        }

        @Override
        public boolean matches(TokenDescription token) {
            return serial.equals(token.serial());
        }

        @Override
        public String describe() {
            return "token with serial " + serial;
        }
    }

    /**
     * Selects by a PKCS#11 URI (RFC 7512): every attribute of the token that the URI names has to match.
     *
     * @param uri the URI
     */
    record ByUri(Pkcs11Uri uri) implements TokenSelector {

        @Override
        public boolean matches(TokenDescription token) {
            return uri.matches(token);
        }

        @Override
        public String describe() {
            return "token " + uri;
        }
    }
}
