package eu.qlpipeline.signing.agent.policy;

/** By what a caller is known at the TLS handshake. Never the common name of its certificate. */
public sealed interface CallerIdentity {

    /**
     * The key of its certificate.
     *
     * @param key the fingerprint of that key
     */
    record PinnedKey(SpkiFingerprint key) implements CallerIdentity {

        @Override
        public String toString() {
            return key.toString();
        }
    }

    /**
     * A name in its certificate, certified by authorities that the operator chose for it.
     *
     * @param name the name
     * @param authorities who may certify it
     */
    record CertifiedName(SubjectName name, CertificateAuthorities authorities) implements CallerIdentity {

        @Override
        public String toString() {
            return name.toString();
        }
    }
}
