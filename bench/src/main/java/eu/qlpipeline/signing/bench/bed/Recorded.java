package eu.qlpipeline.signing.bench.bed;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.verify.RecordedAnswer;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;

/**
 * An answer of an agent, to be verified again and again.
 *
 * @param challenge the challenge
 * @param signature its answer
 * @param certificate of the key that answered
 */
public record Recorded(RawChallenge challenge, PssSignature signature, X509Certificate certificate) {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Asks an agent that runs for this one answer. */
    public static Recorded of(Bed bed) {
        try (RunningAgent agent = bed.start()) {
            return of(agent);
        }
    }

    /** Asks an agent. */
    public static Recorded of(RunningAgent agent) {
        try (AgentClient client = agent.connect(0, DEADLINE, 1)) {
            RawChallenge challenge = RawChallenge.random(new SecureRandom());
            return new Recorded(challenge, client.sign(challenge).signature(), agent.signingCertificate());
        } catch (VerificationException | AgentRefusedException | AgentUnavailableException e) {
            throw new IllegalStateException("agent: no answer", e);
        }
    }

    /** Challenge and signature, as the verifier takes them. */
    public RecordedAnswer answer() {
        return new RecordedAnswer(challenge, signature);
    }
}
