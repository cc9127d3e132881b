package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.verify.AgentAnswer;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/** Verifications per second on one core, over those of {@code openssl speed} before and after. */
final class VerificationOnly implements Scenario {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    @Override
    public List<Figure> figures() {
        return List.of(new Figure(
                "verify_1core",
                "verifications of a raw answer on one core over those of openssl speed rsa4096",
                "1/s",
                Limit.atLeast(1.00)));
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        try (RunningAgent agent = stand.bed().start()) {
            RawChallenge challenge = RawChallenge.random(new SecureRandom());
            PssSignature signature = answer(agent, challenge);
            SignatureVerifier verifier = SignatureVerifier.of(agent.signingCertificate());
            perSecond(WARM_UP, verifier, challenge, signature);
            return () -> {
                double before = OpenSslSpeed.run(stand).verifiesPerSecond();
                double ours = perSecond(stand.pace().load(), verifier, challenge, signature);
                double after = OpenSslSpeed.run(stand).verifiesPerSecond();
                return List.of(Reading.of(ours / ((before + after) / 2), ours));
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PssSignature answer(RunningAgent agent, RawChallenge challenge) {
        try (AgentClient client = agent.connect(0, DEADLINE, 1)) {
            AgentAnswer answer = client.sign(challenge);
            return answer.signature();
        } catch (VerificationException | AgentRefusedException | AgentUnavailableException e) {
            throw new IllegalStateException("agent: no answer", e);
        }
    }

    private static double perSecond(
            Duration duration, SignatureVerifier verifier, RawChallenge challenge, PssSignature signature) {
        long start = System.nanoTime();
        long count = 0;
        try {
            while (System.nanoTime() - start < duration.toNanos()) {
                verifier.verify(challenge, signature);
                count++;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signature: does not verify", e);
        }
        return count / ((System.nanoTime() - start) / 1e9);
    }
}
