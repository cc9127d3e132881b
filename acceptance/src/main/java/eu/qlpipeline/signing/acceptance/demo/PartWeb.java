package eu.qlpipeline.signing.acceptance.demo;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.acceptance.mtls.Alert;
import eu.qlpipeline.signing.acceptance.mtls.ClientCredentials;
import eu.qlpipeline.signing.acceptance.mtls.HandshakeSigner;
import eu.qlpipeline.signing.acceptance.mtls.Reaction;
import eu.qlpipeline.signing.acceptance.mtls.WebClient;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.web.Courses;
import eu.qlpipeline.signing.acceptance.wire.AnotherKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;

/**
 * The TLS half of the story: parts 5, 6 and 10, in which the pipeline fetches the courses from a real nginx with the key
 * in the token, and of part 9 the attacker who has the certificate but not the key.
 */
final class PartWeb {

    private static final int CONNECT = 5;
    private static final int AUTHENTICATE = 6;
    private static final int ATTACK = 9;
    private static final int TRANSFER = 10;
    private static final int SIGNATURE_LENGTH = 512;
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Stage stage;
    private final Narrator narrator;
    private final Web web;

    PartWeb(Stage stage, Narrator narrator, Web web) {
        this.stage = stage;
        this.narrator = narrator;
        this.web = web;
    }

    /** Parts 5 and 6: the handshake. Returns what was fetched. */
    JsonObject fetch(String agent) {
        Outcome outcome = stage.processes().run(program(agent), DEADLINE);
        JsonObject report = outcome.json();
        JsonObject fetched = report.getAsJsonArray("responses").get(0).getAsJsonObject();
        narrator.part(CONNECT, "QL-Pipeline connects to Provider A's web server");
        narrator.step(
                CONNECT,
                "nginx demands a client certificate (ssl_verify_client on); TLS 1.3 with AES-256-GCM agreed",
                text(fetched, "protocol").equals("TLSv1.3")
                        && text(fetched, "cipher").equals("TLS_AES_256_GCM_SHA384"),
                Narrator.detail(
                        "request", "GET " + web.url(),
                        "protocol", text(fetched, "protocol"),
                        "cipher", text(fetched, "cipher")));
        narrator.part(AUTHENTICATE, "Client authentication with the key in the token");
        narrator.step(
                AUTHENTICATE,
                "the agent signed the CertificateVerify in the token; nginx accepted it",
                outcome.exitCode() == 0 && text(fetched, "signatures").equals("1"),
                Narrator.detail(
                        "certificate",
                        stage.home().certificate().toString(),
                        "signatures",
                        text(fetched, "signatures")));
        return report;
    }

    /** Part 9: the attacker has ql-pipeline.crt, and no key for it. */
    void attacks(AnotherKey another) {
        X509Certificate stolen = AnotherKey.certificate(stage.home().certificate());
        attack(
                "the certificate, with a signature by another key",
                new ClientCredentials(stolen, another::forge),
                Alert.DECRYPT_ERROR);
        HandshakeSigner garbage = content -> {
            byte[] bytes = new byte[SIGNATURE_LENGTH];
            new SecureRandom().nextBytes(bytes);
            return bytes;
        };
        attack(
                "the certificate, with random bytes as signature",
                new ClientCredentials(stolen, garbage),
                Alert.DECRYPT_ERROR);
    }

    private void attack(String what, ClientCredentials credentials, Alert expected) {
        Reaction reaction = WebClient.trusting(web.identity().certificate())
                .shakeHands(web.nginx().port(), credentials);
        narrator.step(
                ATTACK,
                "nginx refuses: " + what,
                reaction instanceof Reaction.Alerted alerted && alerted.alert() == expected,
                Narrator.detail("TLS alert", reaction.toString()));
    }

    /** Part 10: the data. */
    void transfer(JsonObject report) {
        narrator.part(TRANSFER, "Secure data transfer");
        JsonObject fetched = report.getAsJsonArray("responses").get(0).getAsJsonObject();
        String body = text(fetched, "body");
        narrator.step(
                TRANSFER,
                "HTTP/1.1 " + text(fetched, "status") + ": the courses",
                text(fetched, "status").equals("200")
                        && JsonParser.parseString(body).equals(JsonParser.parseString(Courses.JSON)),
                Narrator.detail("body", body));
        JsonObject again = report.getAsJsonArray("responses").get(1).getAsJsonObject();
        narrator.step(
                TRANSFER,
                "a second request on the same connection needed no second signature",
                text(again, "status").equals("200")
                        && text(report, "signatures").equals("1"),
                Narrator.detail("signatures in all", text(report, "signatures")));
    }

    private Program program(String agent) {
        return stage.checkout()
                .fetch(stage.folder().path())
                .with("--agent", agent)
                .with("--agent-certificate", stage.home().tls().certificate().toString())
                .with("--certificate", stage.pipeline().certificate().toString())
                .with("--key", stage.pipeline().key().toString())
                .with("--signing-certificate", stage.home().certificate().toString())
                .with("--cacert", web.identity().certificate().toString())
                .with("--repeat", "2", "--json", web.url());
    }

    private static String text(JsonObject object, String name) {
        return object.has(name) ? object.get(name).getAsString() : "";
    }
}
