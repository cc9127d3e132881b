package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A subject alternative name of a certificate (RFC 5280, section 4.2.1.6) that can name a caller: a DNS name or a URI. DNS names
 * are compared without regard to case, URIs byte for byte. No wildcard names anybody.
 *
 * @param kind which of the two
 * @param value the name
 */
public record SubjectName(Kind kind, String value) {

    /** More than a certificate of one caller has, and than authorities issue: a stranger's could have ten thousand. */
    static final int MOST = 100;

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

        private TextRule rule() {
            return this == DNS ? DNS_NAME : SubjectName.URI;
        }
    }

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if the value is no name of that kind */
    public SubjectName {
        kind.rule().require("san", value);
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

    /** The names in a certificate that could name a caller; none where its extension cannot be read, or has more than 100. */
    static Set<SubjectName> of(X509Certificate certificate) {
        try {
            var all = certificate.getSubjectAlternativeNames();
            return all == null || all.size() > MOST
                    ? Set.of()
                    : all.stream().flatMap(name -> of(name).stream()).collect(Collectors.toUnmodifiableSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }

    private static Optional<SubjectName> of(List<?> name) {
        int type = (Integer) name.get(0);
        String value = String.valueOf(name.get(1));
        return switch (type) {
            case TYPE_DNS -> of(Kind.DNS, value.toLowerCase(Locale.ROOT));
            case TYPE_URI -> of(Kind.URI, value);
            default -> Optional.empty();
        };
    }

    /** Whoever presents a certificate chooses what is in it: a name that is none is no reason for an exception, which is dear. */
    private static Optional<SubjectName> of(Kind kind, String value) {
        return kind.rule().fits(value) ? Optional.of(new SubjectName(kind, value)) : Optional.empty();
    }

    /** For example {@code dns:provider-a.example}. */
    @Override
    public String toString() {
        return kind.prefix() + value;
    }
}
