package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Kind;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Place;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.io.IOException;
import java.security.SignatureException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The checkpoints of a log whose signatures verify, by the number of records they sign. Confined to one thread. */
final class Checkpoints {

    private final Map<CertificateFingerprint, SignatureVerifier> keys;
    private final Findings findings;
    private final NavigableMap<Long, List<Signed>> bySize = new TreeMap<>();
    private final Map<Origin, Origin> origins = new HashMap<>();

    Checkpoints(Map<CertificateFingerprint, SignatureVerifier> keys, Findings findings) {
        this.keys = keys;
        this.findings = findings;
    }

    /**
     * What is kept of a checkpoint, of which there may be very many: a quarter of it.
     *
     * @param place where it is
     * @param origin the name of the log
     * @param head what it signs
     * @param timeMillis when it was signed, Unix milliseconds
     * @param exported whether it is from elsewhere, whatever the name of its file
     */
    record Signed(Place place, Origin origin, TreeHead head, long timeMillis, boolean exported) {

        /** Whether it says nothing that the other does not say. */
        boolean repeats(Signed other) {
            return origin.equals(other.origin) && head.equals(other.head) && timeMillis == other.timeMillis;
        }

        /** For a message. */
        @Override
        public String toString() {
            return "the checkpoint of " + Instant.ofEpochMilli(timeMillis) + " in " + place.file();
        }
    }

    /**
     * Takes those of the log, also where their segments are not there any more, and that one from elsewhere.
     *
     * @param live whether an agent is writing them, so that the last of the newest file may not be there to its end yet
     */
    void collect(LogDirectory directory, Optional<CheckpointStore.Entry> exported, boolean live) throws IOException {
        var store = new CheckpointStore(directory);
        List<SegmentName> segments = directory.checkpoints();
        for (SegmentName segment : segments) {
            try {
                store.read(segment, entry -> collect(entry, false));
            } catch (DamageException e) {
                boolean growing = live && segment.equals(segments.get(segments.size() - 1));
                if (!growing || !e.isTorn()) {
                    findings.add(e, segment.first());
                }
            }
        }
        exported.ifPresent(entry -> collect(entry, true));
    }

    private void collect(CheckpointStore.Entry entry, boolean exported) {
        SignedCheckpoint checkpoint = entry.checkpoint();
        var place = new Place(entry.file(), entry.offset(), checkpoint.head().size());
        SignatureVerifier key = keys.get(checkpoint.certificate());
        if (key == null) {
            findings.add(
                    Kind.CHECKPOINT_FOREIGN,
                    place,
                    "certificate: " + checkpoint.certificate() + " (expected: " + keys.keySet() + ")");
            return;
        }
        try {
            checkpoint.verify(key);
            Origin origin = origins.computeIfAbsent(checkpoint.origin(), same -> same);
            var signed = new Signed(place, origin, checkpoint.head(), checkpoint.timeMillis(), exported);
            List<Signed> same = bySize.computeIfAbsent(checkpoint.head().size(), size -> new ArrayList<>(1));
            if (!exported || same.stream().noneMatch(signed::repeats)) {
                same.add(signed);
            }
        } catch (SignatureException e) {
            findings.add(Kind.CHECKPOINT_FORGED, place, String.valueOf(e.getMessage()));
        }
    }

    /** Looks for those of another log, and leaves them out: the records are not held against them. */
    void requireOrigin(Origin origin) {
        bySize.values().forEach(checkpoints -> checkpoints.removeIf(checkpoint -> isForeign(checkpoint, origin)));
        bySize.values().removeIf(List::isEmpty);
    }

    /** Looks whether those of the log are in their places beside those segments. */
    void requireOrder(List<SegmentName> segments) {
        var order = new CheckpointOrder(segments, findings);
        bySize.values()
                .forEach(checkpoints -> order.next(checkpoints.stream()
                        .filter(checkpoint -> !checkpoint.exported())
                        .toList()));
    }

    private boolean isForeign(Signed checkpoint, Origin origin) {
        boolean foreign = !checkpoint.origin().equals(origin);
        if (foreign) {
            findings.add(
                    Kind.CHECKPOINT_FOREIGN,
                    checkpoint.place(),
                    "origin: " + checkpoint.origin().value() + " (expected: " + origin.value() + ")");
        }
        return foreign;
    }

    /** Those that sign so many records. */
    List<Signed> of(long size) {
        return bySize.getOrDefault(size, List.of());
    }

    /** The one that signs the most records, if that is more than so many. */
    Optional<Signed> beyond(long size) {
        return Optional.ofNullable(bySize.lastEntry())
                .filter(last -> last.getKey() > size)
                .map(last -> last.getValue().get(0));
    }
}
