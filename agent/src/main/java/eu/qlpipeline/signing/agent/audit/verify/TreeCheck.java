package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.agent.audit.segment.SegmentHeader;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Kind;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Place;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tree over the records that were read, held against the checkpoints. Confined to one thread. */
final class TreeCheck {

    private final Checkpoints checkpoints;
    private final Findings findings;

    private LogFrontier frontier = LogFrontier.empty();
    private long size;

    /** Whether the frontier is that of the log, as far as is known. */
    private boolean known = true;

    private long signed;
    private int checked;
    private @Nullable Unsigned unsigned;

    /** The first record that neither a checkpoint nor a header has confirmed. */
    private @Nullable Place unconfirmed;

    private record Unsigned(Place place, Instant since) {}

    TreeCheck(Checkpoints checkpoints, Findings findings) {
        this.checkpoints = checkpoints;
        this.findings = findings;
    }

    /** Up to how many records a checkpoint signs what was read. */
    long signed() {
        return signed;
    }

    /** How many checkpoints were held against the records. */
    int checked() {
        return checked;
    }

    /** The first record that none of them signs. */
    Optional<Place> unsigned() {
        return Optional.ofNullable(unsigned).map(Unsigned::place);
    }

    /** When that record was made, as it says itself. */
    Optional<Instant> unsignedSince() {
        return Optional.ofNullable(unsigned).map(Unsigned::since);
    }

    /** Goes on with what a segment says of the records before it; checkpoints will show whether that is true. */
    void resume(SegmentHeader header) {
        frontier = header.frontier();
        size = header.first();
        known = true;
    }

    /** What follows does not continue what was read. */
    void lose() {
        known = false;
    }

    void requireContinued(SegmentHeader header, Place place) {
        if (!known) {
            resume(header);
        } else if (!header.continues(frontier)) {
            findings.add(
                    Kind.NOT_AS_CONTINUED,
                    unconfirmed == null ? place : unconfirmed,
                    "records: from here to sequence " + (size - 1) + " not those that " + place.file() + " continues");
            resume(header);
        }
        unconfirmed = null;
    }

    /**
     * Takes the next record.
     *
     * @param time when it was made
     */
    void append(byte[] content, Place place, Instant time) {
        if (unsigned == null) {
            unsigned = new Unsigned(place, time);
        }
        if (unconfirmed == null) {
            unconfirmed = place;
        }
        if (!known) {
            return;
        }
        frontier.append(content);
        size++;
        for (Checkpoints.Signed checkpoint : checkpoints.of(size)) {
            checked++;
            if (checkpoint.head().equals(frontier.head())) {
                signed = size;
                unsigned = null;
                unconfirmed = null;
            } else {
                findings.add(
                        Kind.NOT_AS_SIGNED,
                        unconfirmed == null ? place : unconfirmed,
                        "records: from here to sequence " + (size - 1) + " not those that " + checkpoint + " signs");
                known = false;
                return;
            }
        }
    }
}
