package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Kind;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether checkpoints are where an agent puts them, which looks for them there: in a file none of fewer records than one before it,
 * and none of more than there were when the next segment was begun. Confined to one thread.
 */
final class CheckpointOrder {

    private final Findings findings;

    /** Of how many records the checkpoints of a file are at the most, by its name. */
    private final Map<String, Long> most = new HashMap<>();

    /** The last in its file of those of fewer records, by the name of the file. */
    private final Map<String, Place> before = new HashMap<>();

    CheckpointOrder(List<SegmentName> segments, Findings findings) {
        this.findings = findings;
        for (int i = 1; i < segments.size(); i++) {
            most.put(segments.get(i - 1).checkpoints(), segments.get(i).first());
        }
    }

    /** Takes those that sign so many records, after all that sign fewer. */
    void next(List<Checkpoints.Signed> checkpoints) {
        for (Checkpoints.Signed checkpoint : checkpoints) {
            Place place = checkpoint.place();
            Place last = before.get(place.file());
            if (last != null && last.offset() > place.offset()) {
                found(checkpoint, "before one of " + last.sequence() + " records (expected: after it)");
            } else if (place.sequence() > most.getOrDefault(place.file(), Long.MAX_VALUE)) {
                found(
                        checkpoint,
                        "beside an older segment (expected: " + most.get(place.file()) + " records at the most)");
            }
        }
        for (Checkpoints.Signed checkpoint : checkpoints) {
            before.merge(checkpoint.place().file(), checkpoint.place(), CheckpointOrder::later);
        }
    }

    private void found(Checkpoints.Signed checkpoint, String message) {
        Place place = checkpoint.place();
        findings.add(Kind.ORDER, place, "checkpoint: of " + place.sequence() + " records " + message);
    }

    private static Place later(Place one, Place other) {
        return one.offset() > other.offset() ? one : other;
    }
}
