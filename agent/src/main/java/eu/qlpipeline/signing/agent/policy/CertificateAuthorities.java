package eu.qlpipeline.signing.agent.policy;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The certificate authorities that may certify the name of a caller. Validation is the JDK's (RFC 5280, with the checks for TLS
 * clients); revocation is not asked for, remove the caller instead.
 *
 * <p>Safe for use by several threads.
 */
public final class CertificateAuthorities {

    /** A caller's own, three between, and the anchor; more, of which each signs each, make a stranger's handshake dear. */
    static final int LONGEST_CHAIN = 5;

    private final Set<X509Certificate> anchors;
    private volatile Validator validator;

    private CertificateAuthorities(Set<X509Certificate> anchors) {
        this.anchors = anchors;
        this.validator = Validator.of(List.copyOf(anchors), Optional.empty());
    }

    /** Trusts those certificates, and nothing else, as anchors. */
    static CertificateAuthorities of(List<X509Certificate> anchors) {
        return new CertificateAuthorities(Set.copyOf(anchors));
    }

    /**
     * Whether a chain, the caller's own certificate first, ends at one of these, is valid now, that one included, and no longer than
     * five.
     */
    boolean issued(List<X509Certificate> chain) {
        return chain.size() <= LONGEST_CHAIN && validator().accepts(chain);
    }

    /**
     * Whether it did so when all of the chain had begun, whatever has ended since, one of these among it: whoever presents it has a
     * certificate that was, or is to be, issued by one of them.
     */
    boolean issuedOnce(List<X509Certificate> chain) {
        return chain.size() <= LONGEST_CHAIN
                && Validator.of(List.copyOf(anchors), Optional.of(begun(chain))).accepts(chain);
    }

    private static Date begun(List<X509Certificate> chain) {
        return chain.stream()
                .map(X509Certificate::getNotBefore)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** That of those which are valid now. It is made anew where they are others than before, by two threads twice rather than in turns. */
    Validator validator() {
        List<X509Certificate> current =
                anchors.stream().filter(CertificateAuthorities::isCurrent).toList();
        Validator known = validator;
        if (!known.anchors().equals(current)) {
            known = Validator.of(current, Optional.empty());
            validator = known;
        }
        return known;
    }

    private static boolean isCurrent(X509Certificate anchor) {
        try {
            anchor.checkValidity();
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /**
     * The JDK's validation, which does not look at an anchor's times.
     *
     * @param anchors where a chain may end
     * @param manager what holds chains against them
     */
    record Validator(List<X509Certificate> anchors, X509TrustManager manager) {

        /** @param moment when a chain is to be valid; empty for now, whenever it is asked */
        private static Validator of(List<X509Certificate> anchors, Optional<Date> moment) {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                for (int i = 0; i < anchors.size(); i++) {
                    store.setCertificateEntry("ca-" + i, anchors.get(i));
                }
                TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
                if (moment.isEmpty()) {
                    factory.init(store);
                } else {
                    var parameters = new PKIXBuilderParameters(store, null);
                    parameters.setRevocationEnabled(false);
                    parameters.setDate(moment.get());
                    factory.init(new CertPathTrustManagerParameters(parameters));
                }
                return new Validator(anchors, (X509TrustManager) Arrays.stream(factory.getTrustManagers())
                        .filter(X509TrustManager.class::isInstance)
                        .findFirst()
                        .orElseThrow());
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("every JDK has PKIX", e);
            }
        }

        private boolean accepts(List<X509Certificate> chain) {
            if (anchors.isEmpty()) {
                return false;
            }
            try {
                manager.checkClientTrusted(
                        chain.toArray(X509Certificate[]::new),
                        chain.get(0).getPublicKey().getAlgorithm());
                return true;
            } catch (CertificateException e) {
                return false;
            }
        }
    }

    /** The certificates of each. */
    Set<X509Certificate> anchors() {
        return anchors;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertificateAuthorities that && anchors.equals(that.anchors);
    }

    @Override
    public int hashCode() {
        return anchors.hashCode();
    }

    /** Their number. */
    @Override
    public String toString() {
        return anchors.size() + " authorities";
    }
}
