package eu.qlpipeline.signing.acceptance.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.acceptance.token.KeyProbe;
import java.time.Duration;
import java.util.List;

/** Parts 2 and 3: the key pair, made in the token, and its certificate. */
final class PartKey {

    private static final int KEY = 2;
    private static final int CERTIFICATE = 3;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST_TICKS = 120;

    private final Stage stage;
    private final Narrator narrator;

    PartKey(Stage stage, Narrator narrator) {
        this.stage = stage;
        this.narrator = narrator;
    }

    /** Plays both parts, and returns the fingerprint of the certificate. */
    String play() {
        narrator.part(KEY, "QL-Pipeline generates its key pair, inside the token");
        Outcome init = init();
        JsonObject made = init.orThrow().json();
        narrator.step(
                KEY,
                "private key generated in the token (RSA, 4096 bits)",
                bits(made) == 4096,
                Narrator.detail(
                        "token", made.getAsJsonObject("token").get("label").getAsString(),
                        "made by", made.getAsJsonObject("token").get("model").getAsString(),
                        "key", made.getAsJsonObject("key").get("label").getAsString(),
                        "took", init.elapsed().toMillis() + " ms"));
        attributes();
        export(made);
        return certificate(made);
    }

    private Outcome init() {
        narrator.progress("         generating RSA-4096 in the token ");
        RunningProgram running = stage.agent().start("init", "--json");
        int ticks = 0;
        while (!running.waitFor(TICK) && ticks++ < MOST_TICKS) {
            narrator.progress(".");
        }
        narrator.progress(System.lineSeparator());
        return running.await(Duration.ofSeconds(1));
    }

    private void attributes() {
        Outcome outcome = stage.agent().run("inspect", "--json");
        JsonObject inspection = outcome.json();
        var detail = Narrator.detail();
        boolean all = true;
        for (JsonElement element : inspection.getAsJsonArray("attributes")) {
            JsonObject attribute = element.getAsJsonObject();
            all &= attribute.get("verdict").getAsString().equals("pass");
            detail.put(
                    attribute.get("name").getAsString(), attribute.get("value").getAsString());
        }
        detail.put("level of proof", inspection.get("proofLevel").getAsString());
        narrator.step(
                KEY,
                "key attributes read back from the token, every rule holds",
                all && outcome.exitCode() == 0,
                detail);
    }

    private void export(JsonObject made) {
        List<String> answers = new KeyProbe(
                        stage.checkout(), stage.processes(), stage.home().token())
                .ask(made.getAsJsonObject("key").get("id").getAsString())
                .orThrow()
                .out()
                .lines()
                .toList();
        var detail = Narrator.detail("asked", "the agent, and the token's library with the PIN");
        for (String answer : answers) {
            String[] words = answer.split(" ", 2);
            detail.put(words[0], words[1]);
        }
        narrator.step(
                KEY,
                "the token tells the modulus, and refuses every secret part of the key",
                made.get("exportRefused").getAsBoolean() && answers.equals(KeyProbe.NOTHING_SECRET),
                detail);
    }

    private String certificate(JsonObject made) {
        narrator.part(CERTIFICATE, "QL-Pipeline creates its self-signed certificate");
        JsonObject certificate = made.getAsJsonObject("certificate");
        String fingerprint = certificate.get("sha256").getAsString();
        narrator.step(
                CERTIFICATE,
                "certificate issued, signed in the token, stored beside the key",
                certificate.get("subject").getAsString().equals("CN=ql-pipeline.eu,O=Quality Link,C=EU"),
                Narrator.detail(
                        "subject", certificate.get("subject").getAsString(),
                        "serial", certificate.get("serial").getAsString(),
                        "valid from", certificate.get("notBefore").getAsString(),
                        "valid until", certificate.get("notAfter").getAsString(),
                        "fingerprint", "SHA256:" + fingerprint,
                        "file", made.get("file").getAsString()));
        return fingerprint;
    }

    private static int bits(JsonObject made) {
        return made.getAsJsonObject("key").get("modulusBits").getAsInt();
    }
}
