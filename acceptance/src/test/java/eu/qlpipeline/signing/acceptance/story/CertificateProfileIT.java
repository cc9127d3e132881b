package eu.qlpipeline.signing.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The certificate that {@code init} issues, held against the profile of the notebook by programs that are not ours. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateProfileIT {

    private static final Pattern EXTENSION =
            Pattern.compile("^ {12}(X509v3 [^:]+|[0-9.]+): ?(critical)?\\s*$", Pattern.MULTILINE);

    /** As encoded; releases of openssl differ in what they print without. */
    private static final String ORDER = "sname,sep_comma_plus";

    private final Stage stage;
    private final Path certificate;
    private final String text;

    CertificateProfileIT(Stage stage) {
        this.stage = stage;
        AgentHome home = stage.agent("agent");
        certificate = home.certificate();
        text = openSsl("-text");
    }

    private String openSsl(String... show) {
        var arguments = new ArrayList<>(List.of("x509", "-in", certificate.toString(), "-noout"));
        arguments.addAll(List.of(show));
        return stage.openSsl().run(arguments.toArray(String[]::new)).orThrow().out();
    }

    @Test
    void opensslShowsTheFieldsOfTheProfile() {
        assertThat(text.lines().map(String::strip))
                .contains(
                        "Version: 3 (0x2)",
                        "Signature Algorithm: sha256WithRSAEncryption",
                        "Public Key Algorithm: rsaEncryption",
                        "Public-Key: (4096 bit)",
                        "Exponent: 65537 (0x10001)");
    }

    @Test
    void subjectAndIssuerAreCountryOrganizationAndNameInThisOrder() {
        assertThat(openSsl("-subject", "-nameopt", ORDER).strip())
                .isEqualTo("subject=C=EU,O=Quality Link,CN=ql-pipeline.eu");
        assertThat(openSsl("-issuer", "-nameopt", ORDER).strip())
                .isEqualTo("issuer=C=EU,O=Quality Link,CN=ql-pipeline.eu");
    }

    @Test
    void thereAreTwoExtensionsAndNoOther() {
        assertThat(EXTENSION.matcher(text).results().map(MatchResult::group).map(String::strip))
                .containsExactlyInAnyOrder("X509v3 Subject Alternative Name:", "X509v3 Key Usage: critical");
        assertThat(openSsl("-ext", "keyUsage").lines().map(String::strip))
                .containsExactly("X509v3 Key Usage: critical", "Digital Signature, Key Encipherment");
        assertThat(openSsl("-ext", "subjectAltName").lines().map(String::strip))
                .containsExactly("X509v3 Subject Alternative Name:", "DNS:ql-pipeline.eu, DNS:*.ql-pipeline.eu");
    }

    @Test
    void theSerialIsPositiveAndOfAtMost159Bits() {
        String serial = openSsl("-serial").strip();
        assertThat(serial).matches("serial=[0-9A-F]{1,40}");
        var number = new BigInteger(serial.substring("serial=".length()), 16);
        assertThat(number).isPositive();
        assertThat(number.bitLength()).isLessThanOrEqualTo(159);
    }

    @Test
    void opensslVerifiesItAsItsOwnTrustAnchor() {
        Outcome verified = verify(certificate);
        assertThat(verified.exitCode()).as(verified::toString).isZero();
        assertThat(verified.out().strip()).isEqualTo(certificate + ": OK");
        Outcome stranger = verify(stage.attacker().certificatePem());
        assertThat(stranger.exitCode()).as(stranger::toString).isNotZero();
    }

    private Outcome verify(Path anchor) {
        return stage.openSsl()
                .run("verify", "-x509_strict", "-check_ss_sig", "-CAfile", anchor.toString(), certificate.toString());
    }

    @Test
    void pythonReadsTheSameProfile() {
        JsonObject read = stage.python("notebook/certificate.py", certificate.toString())
                .orThrow()
                .json();
        JsonObject expected = JsonParser.parseString("""
                {
                  "version": "v3",
                  "subject": [["countryName", "EU"], ["organizationName", "Quality Link"],
                              ["commonName", "ql-pipeline.eu"]],
                  "issuer": [["countryName", "EU"], ["organizationName", "Quality Link"],
                             ["commonName", "ql-pipeline.eu"]],
                  "subjectText": "CN=ql-pipeline.eu,O=Quality Link,C=EU",
                  "serialPositive": true,
                  "days": 3650,
                  "secondsBeyondDays": 0,
                  "signatureAlgorithm": "sha256WithRSAEncryption",
                  "keySize": 4096,
                  "publicExponent": 65537,
                  "keyUsage": ["digital_signature", "key_encipherment"],
                  "dnsNames": ["ql-pipeline.eu", "*.ql-pipeline.eu"],
                  "generalNames": 2
                }
                """).getAsJsonObject();
        expected.entrySet()
                .forEach(field ->
                        assertThat(read.get(field.getKey())).as(field.getKey()).isEqualTo(field.getValue()));
        assertThat(read.get("serialBits").getAsInt()).isLessThanOrEqualTo(159);
        assertThat(read.get("sha256").getAsString()).isEqualTo(stage.openSsl().fingerprint(certificate));
        assertThat(read.getAsJsonArray("extensions"))
                .containsExactlyInAnyOrder(
                        JsonParser.parseString("[\"subjectAltName\", false]"),
                        JsonParser.parseString("[\"keyUsage\", true]"));
    }

    @Test
    void theNotebooksOwnCertificateHasTheSameFields() {
        Path made = stage.folder("notebook");
        stage.python("notebook/sign.py", made.toString()).orThrow();
        JsonObject ours = fields(certificate);
        JsonObject notebooks = fields(made.resolve("ql-pipeline.crt"));
        assertThat(ours).isEqualTo(notebooks);
    }

    /** All but what differs from certificate to certificate. */
    private JsonObject fields(Path pem) {
        JsonObject read = stage.python("notebook/certificate.py", pem.toString())
                .orThrow()
                .json();
        List.of("serialBits", "sha256").forEach(read::remove);
        return read;
    }
}
