package eu.qlpipeline.signing.agent.certificate;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import java.nio.file.Path;
import java.util.List;

/**
 * What the certificate of the signing key says, and the file it is written to for the providers.
 *
 * @param file the PEM file
 * @param country C of the subject
 * @param organization O of the subject
 * @param commonName CN of the subject
 * @param dnsNames the DNS names of the subject alternative name, in their order
 * @param validityDays how long it is valid, in days
 * @param keyIdentifiers whether it names its key and itself as its issuer (RFC 5280, sections 4.2.1.1 and 4.2.1.2), for
 *     web servers to tell it from another of the same subject
 */
public record CertificateSettings(
        Path file,
        String country,
        String organization,
        String commonName,
        List<String> dnsNames,
        int validityDays,
        boolean keyIdentifiers) {

    /** What a country may be (RFC 5280, appendix A: two letters). */
    public static final TextRule COUNTRY = TextRule.of("[A-Z]{2}", "two capital letters");

    /** What organization and common name may be (RFC 5280, appendix A: at most 64 characters). */
    public static final TextRule NAME = TextRule.of("[^\\p{Cc}]{1,64}", "1 to 64 printable characters");

    /** What a DNS name may be (RFC 1123, section 2.1; RFC 6125, section 6.4.3 for the wildcard). */
    public static final TextRule DNS_NAME = TextRule.of(
            "(?=.{1,253}$)(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*",
            "a DNS name in lower case, the first label may be *");

    /** How many DNS names there may be. */
    public static final IntRange DNS_NAME_COUNT = new IntRange(1, 32);

    /** How many days the certificate may be valid. */
    public static final IntRange VALIDITY_DAYS = new IntRange(1, 36_500);

    /** The file where none is set. */
    public static final Path DEFAULT_FILE = Path.of("ql-pipeline.crt");

    /** The country where none is set. */
    public static final String DEFAULT_COUNTRY = "EU";

    /** The organization where none is set. */
    public static final String DEFAULT_ORGANIZATION = "Quality Link";

    /** The common name where none is set. */
    public static final String DEFAULT_COMMON_NAME = "ql-pipeline.eu";

    /** The DNS names where none are set. */
    public static final List<String> DEFAULT_DNS_NAMES = List.of("ql-pipeline.eu", "*.ql-pipeline.eu");

    /** The validity where none is set, in days. */
    public static final int DEFAULT_VALIDITY_DAYS = 3650;

    /** The first certificate of a pipeline has the profile that every provider knows. */
    public static final boolean DEFAULT_KEY_IDENTIFIERS = false;

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if a component breaks its rule */
    public CertificateSettings {
        COUNTRY.require("certificate.country", country);
        NAME.require("certificate.organization", organization);
        NAME.require("certificate.common-name", commonName);
        dnsNames = List.copyOf(dnsNames);
        DNS_NAME_COUNT.require("number of certificate.dns-names", dnsNames.size());
        dnsNames.forEach(name -> DNS_NAME.require("certificate.dns-names", name));
        VALIDITY_DAYS.require("certificate.validity-days", validityDays);
    }
}
