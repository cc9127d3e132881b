package eu.qlpipeline.signing.acceptance.demo;

import eu.qlpipeline.signing.acceptance.process.Outcome;

/** Part 4: the provider receives the certificate and stores it. */
final class PartTrust {

    private static final int PART = 4;

    private final Stage stage;
    private final Narrator narrator;

    PartTrust(Stage stage, Narrator narrator) {
        this.stage = stage;
        this.narrator = narrator;
    }

    void play(String fingerprint) {
        narrator.part(PART, "Provider A receives and stores the certificate");
        String wrong = "0".repeat(fingerprint.length());
        Outcome refused = stage.provider().trust(stage.home().certificate(), wrong);
        narrator.step(
                PART,
                "a certificate with another fingerprint than was told is not stored",
                refused.exitCode() != 0,
                Narrator.detail(
                        "exit code", refused.exitCode(),
                        "message", refused.err().lines().findFirst().orElse("")));
        Outcome stored = stage.provider().trust(stage.home().certificate(), fingerprint);
        narrator.step(
                PART,
                "certificate stored in the provider's trusted list",
                stored.exitCode() == 0,
                Narrator.detail(
                        "store",
                        stage.provider().trustStore().toString(),
                        "fingerprint",
                        "SHA256:" + fingerprint,
                        "has",
                        "public key, subject, dates",
                        "does not have",
                        "the private key, which never left the token"));
    }
}
