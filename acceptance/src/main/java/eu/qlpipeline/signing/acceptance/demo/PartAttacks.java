package eu.qlpipeline.signing.acceptance.demo;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.wire.AnotherKey;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.acceptance.wire.Forger;
import eu.qlpipeline.signing.acceptance.wire.Impostor;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * Part 9: the attacks. The attacker poses as the agent to the real verifier process, and even has the agent's TLS key; what
 * it lacks is the signing key.
 */
final class PartAttacks {

    private static final int PART = 9;
    private static final int SIGNATURE_LENGTH = 512;
    private static final int CHALLENGE_LENGTH = 32;

    private final Stage stage;
    private final Narrator narrator;
    private final SecureRandom random = new SecureRandom();

    PartAttacks(Stage stage, Narrator narrator) {
        this.stage = stage;
        this.narrator = narrator;
    }

    void play(String agent, PartChallenge.Exchange earlier, PartWeb web) {
        narrator.part(PART, "Attacks, each of which must fail");
        narrator.note("the attacker has: the certificate, and the agent's own TLS key; it lacks: the private key");
        X509Certificate stolen = AnotherKey.certificate(stage.home().certificate());
        AnotherKey another =
                AnotherKey.make(new OpenSsl(stage.processes()), stage.folder().folder("attacker"));

        attack("random bytes as signature", stolen, challenge -> bytes(SIGNATURE_LENGTH), "SIGNATURE_INVALID");
        attack("a signature by another key", stolen, another, "SIGNATURE_INVALID");
        byte[] other = signatureOverAnotherChallenge(agent);
        attack("a genuine signature over another challenge", stolen, challenge -> other, "SIGNATURE_INVALID");
        byte[] replayed = HexFormat.of().parseHex(earlier.signature());
        attack("a replayed answer, genuine the first time", stolen, challenge -> replayed, "SIGNATURE_INVALID");
        attack(
                "a certificate that is not in the store, with the same subject",
                another.certificate(),
                another,
                "CERTIFICATE_NOT_TRUSTED");
        web.attacks(another);
    }

    private void attack(String what, X509Certificate presented, Forger forger, String expected) {
        try (Impostor impostor =
                new Impostor(stage.home().tls(), stage.provider().tls().certificate(), presented, forger)) {
            Outcome outcome = stage.provider()
                    .verify(impostor.address(), stage.home().tls().certificate());
            JsonObject verdict = outcome.json();
            String reason = verdict.has("reason") ? verdict.get("reason").getAsString() : "none";
            narrator.step(
                    PART,
                    "rejected: " + what,
                    outcome.exitCode() == 1 && !verdict.get("verified").getAsBoolean() && reason.equals(expected),
                    Narrator.detail(
                            "exit code",
                            outcome.exitCode(),
                            "reason",
                            reason,
                            "message",
                            verdict.has("message") ? verdict.get("message").getAsString() : ""));
        }
    }

    /** The agent signs for a caller it knows; the answer is then offered for the verifier's own challenge. */
    private byte[] signatureOverAnotherChallenge(String agent) {
        try (Caller caller = new Caller(
                agent, stage.home().tls().certificate(), stage.provider().tls())) {
            return caller.sign(bytes(CHALLENGE_LENGTH));
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
