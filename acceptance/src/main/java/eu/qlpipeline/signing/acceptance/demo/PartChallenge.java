package eu.qlpipeline.signing.acceptance.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.process.Outcome;

/** Parts 5 to 8: the provider connects to the agent, challenges it, gets a signature, and gives its verdict. */
final class PartChallenge {

    private static final int CONNECT = 5;
    private static final int CHALLENGE = 6;
    private static final int SIGN = 7;
    private static final int VERIFY = 8;
    private static final int SHOWN = 60;

    private final Stage stage;
    private final Narrator narrator;

    PartChallenge(Stage stage, Narrator narrator) {
        this.stage = stage;
        this.narrator = narrator;
    }

    /** Plays the parts with a running agent, and returns what the provider saw. */
    Exchange play(AgentProcess agent) {
        connect(agent);
        Outcome outcome =
                stage.provider().verify(agent.address(), stage.home().tls().certificate());
        JsonObject verdict = outcome.json();
        Exchange exchange = new Exchange(text(verdict, "challenge"), text(verdict, "signature"));
        signature(exchange, verdict);
        verdict(outcome, verdict);
        return exchange;
    }

    private void connect(AgentProcess agent) {
        narrator.part(CONNECT, "Provider A and the agent connect");
        narrator.step(
                CONNECT,
                "agent process serves gRPC over TLS 1.3; it knows the provider by its client certificate",
                agent.running().isAlive(),
                Narrator.detail(
                        "agent", agent.address(),
                        "process", agent.running().pid(),
                        "ready after", agent.startTime().toMillis() + " ms"));
    }

    private void signature(Exchange exchange, JsonObject verdict) {
        narrator.part(CHALLENGE, "Provider A demands proof");
        narrator.step(
                CHALLENGE,
                "provider process made 32 fresh random bytes as challenge",
                exchange.challenge().length() == 64,
                Narrator.detail("challenge (hex)", exchange.challenge()));

        narrator.part(SIGN, "QL-Pipeline signs the challenge, inside the token");
        narrator.step(
                SIGN,
                "agent signed it with RSASSA-PSS, SHA-256, maximum salt",
                exchange.signature().length() == 1024 && text(verdict, "scheme").equals("RSA4096_PSS_SHA256_SALT478"),
                Narrator.detail(
                        "scheme", text(verdict, "scheme"),
                        "signature", exchange.signature().length() / 2 + " bytes",
                        "begins (hex)", exchange.signature().substring(0, SHOWN) + "..."));
    }

    private void verdict(Outcome outcome, JsonObject verdict) {
        narrator.part(VERIFY, "Provider A verifies the signature");
        for (JsonElement element : verdict.getAsJsonArray("checks")) {
            JsonObject check = element.getAsJsonObject();
            narrator.step(
                    VERIFY,
                    "check: " + text(check, "name"),
                    check.get("ok").getAsBoolean(),
                    Narrator.detail("detail", text(check, "detail")));
        }
        narrator.step(
                VERIFY,
                "verdict: VALID, the client is authenticated as ql-pipeline.eu",
                outcome.exitCode() == 0
                        && verdict.get("verified").getAsBoolean()
                        && verdict.getAsJsonArray("checks").size() == 4,
                Narrator.detail("exit code", outcome.exitCode()));
    }

    private static String text(JsonObject object, String name) {
        return object.has(name) ? object.get(name).getAsString() : "";
    }

    /**
     * A challenge and its answer, both in hexadecimal.
     *
     * @param challenge the challenge
     * @param signature the signature
     */
    record Exchange(String challenge, String signature) {}
}
