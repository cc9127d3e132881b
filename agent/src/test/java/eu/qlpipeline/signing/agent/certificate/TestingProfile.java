package eu.qlpipeline.signing.agent.certificate;

/** The certificate of an agent that was told nothing else. */
public final class TestingProfile {

    /** All settings are their defaults. */
    public static final CertificateSettings DEFAULT = new CertificateSettings(
            CertificateSettings.DEFAULT_FILE,
            CertificateSettings.DEFAULT_COUNTRY,
            CertificateSettings.DEFAULT_ORGANIZATION,
            CertificateSettings.DEFAULT_COMMON_NAME,
            CertificateSettings.DEFAULT_DNS_NAMES,
            CertificateSettings.DEFAULT_VALIDITY_DAYS,
            CertificateSettings.DEFAULT_KEY_IDENTIFIERS);

    private TestingProfile() {}
}
