package eu.qlpipeline.signing.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.DescribeKeyRequest;
import eu.qlpipeline.signing.v1.KeyAttribute;
import eu.qlpipeline.signing.v1.ProofLevel;
import eu.qlpipeline.signing.v1.SignatureScheme;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import eu.qlpipeline.signing.v1.Verdict;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** From an empty token to a verified answer, each step a process of its own. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoryIT {

    private final Stage stage;
    private final AgentHome home;
    private final JsonObject made;
    private final Outcome inspection;
    private final Provider provider;
    private final AgentProcess agent;

    StoryIT(Stage stage) {
        this.stage = stage;
        home = stage.emptyAgent("agent");
        made = stage.program(home).run("init", "--json").orThrow().json();
        inspection = stage.program(home).run("inspect", "--json");
        provider = stage.provider("provider-a");
        home.admit("provider-a", provider.tls().certificate());
        agent = stage.program(home).serve();
    }

    @BeforeAll
    void theProviderStoresTheCertificateUnderTheFingerprintItWasTold() {
        Outcome trusted = provider.trust(home.certificate(), sha256(made));
        assertThat(trusted.exitCode()).as(trusted::toString).isZero();
    }

    @Test
    void initWritesTheCertificateItReports() {
        assertThat(made.get("ok").getAsBoolean()).isTrue();
        assertThat(made.get("file").getAsString()).isEqualTo(home.certificate().toString());
        assertThat(sha256(made)).isEqualTo(stage.openSsl().fingerprint(home.certificate()));
    }

    @Test
    void inspectFindsEveryRuleKeptAndTheKeyNotExportable() {
        assertThat(inspection.exitCode()).as(inspection::toString).isZero();
        JsonObject report = inspection.json();
        assertThat(report.get("ok").getAsBoolean()).isTrue();
        assertThat(report.get("exportRefused").getAsBoolean()).isTrue();
        assertThat(report.get("proofLevel").getAsString()).isEqualTo("token-claim");
        assertThat(report.getAsJsonObject("key").get("modulusBits").getAsInt()).isEqualTo(4096);
        assertThat(sha256(report)).isEqualTo(sha256(made));
        var attributes = objects(report.getAsJsonArray("attributes"));
        assertThat(attributes)
                .extracting(attribute -> attribute.get("name").getAsString())
                .contains("CKA_ALWAYS_SENSITIVE", "CKA_NEVER_EXTRACTABLE", "CKA_LOCAL", "CKA_PRIVATE", "CKA_SIGN");
        assertThat(attributes)
                .allSatisfy(attribute -> assertThat(attribute.get("verdict").getAsString())
                        .as(attribute::toString)
                        .isEqualTo("pass"));
    }

    @Test
    void theProviderVerifiesAFreshAnswerByFourChecks() {
        Outcome verified = provider.verify(agent.address(), home.tls().certificate());
        assertThat(verified.exitCode()).as(verified::toString).isZero();
        JsonObject verdict = verified.json();
        assertThat(verdict.get("verified").getAsBoolean()).isTrue();
        assertThat(verdict.get("scheme").getAsString()).isEqualTo("RSA4096_PSS_SHA256_SALT478");
        assertThat(sha256(verdict)).isEqualTo(sha256(made));
        var checks = objects(verdict.getAsJsonArray("checks"));
        assertThat(checks)
                .extracting(check -> check.get("name").getAsString())
                .containsExactly("subject", "not expired", "trusted", "signature");
        assertThat(checks).allMatch(check -> check.get("ok").getAsBoolean());
        assertThat(verdict.get("challenge").getAsString()).hasSize(64);
    }

    @Test
    void aSecondVerificationMakesAnotherChallenge() {
        String first = verifiedChallenge();
        String second = verifiedChallenge();
        assertThat(second).isNotEqualTo(first);
    }

    private String verifiedChallenge() {
        return provider.verify(agent.address(), home.tls().certificate())
                .orThrow()
                .json()
                .get("challenge")
                .getAsString();
    }

    @Test
    void theAgentIsHealthy() {
        try (var caller = caller()) {
            for (String service : List.of("", SigningAgentGrpc.SERVICE_NAME)) {
                var health = HealthGrpc.newBlockingStub(caller.channel())
                        .withDeadlineAfter(10, TimeUnit.SECONDS)
                        .check(HealthCheckRequest.newBuilder()
                                .setService(service)
                                .build());
                assertThat(health.getStatus()).isEqualTo(ServingStatus.SERVING);
            }
        }
    }

    @Test
    void describeKeyListsWhatTheTokenClaims() {
        try (var caller = caller()) {
            var described = caller.agent().describeKey(DescribeKeyRequest.getDefaultInstance());
            assertThat(described.getProofLevel()).isEqualTo(ProofLevel.PROOF_LEVEL_TOKEN_CLAIM);
            assertThat(HexFormat.of().formatHex(described.getCertificateSha256().toByteArray()))
                    .isEqualTo(sha256(made));
            assertThat(described.getTokenLabel()).isEqualTo(home.token().label());
            assertThat(described.getModulusBits()).isEqualTo(4096);
            assertThat(described.getSchemesList())
                    .contains(SignatureScheme.SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT478);
            assertThat(described.getAttributesList())
                    .hasSameSizeAs(inspection.json().getAsJsonArray("attributes"))
                    .extracting(KeyAttribute::getVerdict)
                    .containsOnly(Verdict.VERDICT_PASS);
        }
    }

    @Test
    void thePinIsInNoCommandLineEnvironmentOrOutput() throws IOException {
        String pin = home.token().pin();
        assertThat(agent.running().visibleCommandLine()).contains("serve").doesNotContain(pin);
        Path environment = Path.of("/proc", Long.toString(agent.running().pid()), "environ");
        assertThat(Files.readString(environment)).contains("SOFTHSM2_CONF").doesNotContain(pin);
        assertThat(agent.running().errorOutput()).contains("serving on").doesNotContain(pin);
        assertThat(inspection.toString()).doesNotContain(pin);
        assertThat(made.toString()).doesNotContain(pin);
    }

    private Caller caller() {
        return new Caller(agent.address(), home.tls().certificate(), provider.tls());
    }

    private static String sha256(JsonObject report) {
        return report.getAsJsonObject("certificate").get("sha256").getAsString();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }
}
