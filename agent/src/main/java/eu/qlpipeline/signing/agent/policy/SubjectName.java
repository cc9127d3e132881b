package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A subject alternative name of a certificate (RFC 5280, section 4.2.1.6) that can name a caller: a DNS name or a URI. DNS names
 * are compared without regard to case, URIs byte for byte. No wildcard names anybody.
 *
 * @param kind which of the two
 * @param value the name
 */
public record SubjectName(Kind kind, String value) {

    private static final TextRule DNS_NAME = TextRule.of(
            "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*",
            "a DNS name in lower case, without wildcard");
    private static final TextRule URI =
            TextRule.of("(?=.{1,255}$)[a-z][a-z0-9+.-]*:[!-~]+", "a URI, for example spiffe://example.org/provider-a");
    private static final int TYPE_DNS = 2;
    private static final int TYPE_URI = 6;

    /** The kinds of names, with their prefix in a provider's file. */
    public enum Kind {
        /** A DNS name. */
        DNS,
        /** A URI. */
        URI;

        private String prefix() {
            return name().toLowerCase(Locale.ROOT) + ":";
        }
    }

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if the value is no name of that kind */
    public SubjectName {
        (kind == Kind.DNS ? DNS_NAME : URI).require("san", value);
    }

    /**
     * Reads {@code dns:NAME} or {@code uri:URI}.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} if it is neither
     */
    public static SubjectName parse(String text) {
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.prefix())) {
                return new SubjectName(kind, text.substring(kind.prefix().length()));
            }
        }
        throw new AgentException(
                ReasonCode.CONFIGURATION, "san: " + TextRule.printable(text) + " (expected: dns:NAME or uri:URI)");
    }

    /** The names in a certificate that could name a caller; none where its extension cannot be read. */
    static Set<SubjectName> of(X509Certificate certificate) {
        Set<SubjectName> names = new HashSet<>();
        try {
            var all = certificate.getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                of(name).ifPresent(names::add);
            }
        } catch (CertificateParsingException e) {
            return Set.of();
        }
        return names;
    }

    private static Optional<SubjectName> of(List<?> name) {
        int type = (Integer) name.get(0);
        if (type != TYPE_DNS && type != TYPE_URI) {
            return Optional.empty();
        }
        String value = String.valueOf(name.get(1));
        try {
            return Optional.of(
                    type == TYPE_DNS
                            ? new SubjectName(Kind.DNS, value.toLowerCase(Locale.ROOT))
                            : new SubjectName(Kind.URI, value));
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    /** For example {@code dns:provider-a.example}. */
    @Override
    public String toString() {
        return kind.prefix() + value;
    }
}
