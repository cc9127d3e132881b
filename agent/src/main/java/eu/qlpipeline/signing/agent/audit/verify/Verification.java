package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Place;
import java.util.List;
import java.util.Optional;

/**
 * What came of verifying a log.
 *
 * @param origin the name of the log; empty where no segment could be read
 * @param records the number of records, as the last one read has it
 * @param checkpoints how many checkpoints were held against the records
 * @param signed up to how many records the newest of them signs
 * @param unsigned where the records begin that none signs; empty where all are signed
 * @param findings what is not as it should be, in the order of the log; the first 100 of each kind
 * @param more how many findings were left out
 */
public record Verification(
        String origin,
        long records,
        int checkpoints,
        long signed,
        Optional<Place> unsigned,
        List<LogFinding> findings,
        long more) {

    /** Copies the list. */
    public Verification {
        findings = List.copyOf(findings);
    }

    /** Whether nothing was found. */
    public boolean ok() {
        return findings.isEmpty();
    }
}
