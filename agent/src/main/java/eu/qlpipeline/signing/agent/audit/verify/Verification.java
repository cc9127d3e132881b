package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Place;
import java.time.Instant;
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
 * @param unsignedSince when the first of these was made, as it says itself
 * @param findings what is not as it should be, in the order of the log; the first 100 of each kind
 * @param more how many findings were left out
 */
public record Verification(
        String origin,
        long records,
        int checkpoints,
        long signed,
        Optional<Place> unsigned,
        Optional<Instant> unsignedSince,
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

    /** The same; where nothing else was found, with a finding if a record that no checkpoint signs was made before that time. */
    public Verification unsignedFrom(Instant earliest) {
        if (!ok()
                || unsigned.isEmpty()
                || unsignedSince.filter(earliest::isAfter).isEmpty()) {
            return this;
        }
        var stale = new LogFinding(
                LogFinding.Kind.TAIL_STALE,
                unsigned.get(),
                "records: from here to the end signed by no checkpoint since " + unsignedSince.get()
                        + " (expected: since " + earliest + " at the earliest)");
        return new Verification(origin, records, checkpoints, signed, unsigned, unsignedSince, List.of(stale), more);
    }
}
