package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.verify.AgentAnswer;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Verifications per second on one core, over those of {@code openssl speed}. */
final class VerificationOnly implements Scenario {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Pattern SPEED = Pattern.compile("^rsa 4096 bits .*\\s([0-9.]+)\\s*$", Pattern.MULTILINE);
    private static final int SECONDS = 2;

    @Override
    public String name() {
        return "verify_1core";
    }

    @Override
    public String meaning() {
        return "verifications of a raw answer on one core over those of openssl speed rsa4096";
    }

    @Override
    public String unit() {
        return "1/s";
    }

    @Override
    public Limit limit() {
        return Limit.atLeast(1.00);
    }

    @Override
    public Measurement measure(Round round) throws InterruptedException {
        try (RunningAgent agent = round.bed().start();
                AgentClient client = agent.connect(0, DEADLINE, 1)) {
            RawChallenge challenge = RawChallenge.random(new SecureRandom());
            AgentAnswer answer = client.sign(challenge);
            SignatureVerifier verifier = SignatureVerifier.of(certificate(agent));
            verifyFor(Duration.ofSeconds(2), verifier, challenge, answer.signature());
            double ours = verifyFor(round.duration(), verifier, challenge, answer.signature());
            return Measurement.of(ours / openssl(round), ours);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (VerificationException | AgentRefusedException | AgentUnavailableException e) {
            throw new IllegalStateException("agent: no answer", e);
        }
    }

    private static double verifyFor(
            Duration duration, SignatureVerifier verifier, RawChallenge challenge, PssSignature signature)
            throws GeneralSecurityException {
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < duration.toNanos()) {
            verifier.verify(challenge, signature);
            count++;
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }

    private static double openssl(Round round) {
        String speed = round.bed()
                .processes()
                .run(
                        Program.of(
                                round.bed().home().directory(),
                                "openssl",
                                "speed",
                                "-seconds",
                                Integer.toString(SECONDS),
                                "rsa4096"),
                        Duration.ofMinutes(1))
                .orThrow()
                .out();
        Matcher line = SPEED.matcher(speed);
        if (!line.find()) {
            throw new IllegalStateException("openssl speed: no line for rsa 4096");
        }
        return Double.parseDouble(line.group(1));
    }

    private static X509Certificate certificate(RunningAgent agent) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(agent.signingCertificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }
}
