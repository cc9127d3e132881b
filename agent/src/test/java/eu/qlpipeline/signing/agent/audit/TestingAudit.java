package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointSigner;
import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogReading;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import eu.qlpipeline.signing.contract.audit.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Audit logs for tests, and requests to record in them. */
public final class TestingAudit {

    /** For signers whose calls return. */
    static final CallWatch WATCH = new CallWatch(HangSettings.defaults());

    private TestingAudit() {}

    /** A log with small segments and a key in memory that has signed its head. */
    public static AuditLog open(Path directory) {
        return open(directory, Clock.systemUTC());
    }

    /** As {@link #open(Path)}, with the times of that clock. */
    public static AuditLog open(Path directory, Clock clock) {
        AuditLog audit = begun(AuditLog.open(
                settings(directory, 4096), new TestingCheckpointSigner(), WATCH, clock, new SecureRandom()));
        int records = read(directory).size();
        var checkpoints = new CheckpointStore(new LogDirectory(directory));
        audit.startCheckpoints();
        Awaitility.await()
                .ignoreException(NoSuchElementException.class)
                .until(() -> checkpoints.newest().orElseThrow().head().size() == records);
        return audit;
    }

    /** A log whose head is never signed, for writers that only look whether it opens. */
    public static AuditLog openUnsigned(Path directory) {
        return openUnsigned(directory, 4096);
    }

    /** As the other, with segments of so many bytes. */
    public static AuditLog openUnsigned(Path directory, int segmentBytes) {
        return open(directory, segmentBytes, (origin, head) -> {
            throw new AssertionError("no checkpoint is asked for");
        });
    }

    /** A log. */
    public static AuditLog open(Path directory, int segmentBytes, CheckpointSigner signer) {
        return open(settings(directory, segmentBytes), signer, WATCH);
    }

    /** A log that is signed after every so many records. */
    public static AuditLog openSigned(Path directory, int records) {
        var settings = new AuditSettings(AuditMode.ON, directory, records, 60, 4096);
        AuditLog audit = open(settings, new TestingCheckpointSigner(), WATCH);
        audit.startCheckpoints();
        return audit;
    }

    private static AuditSettings settings(Path directory, int segmentBytes) {
        return new AuditSettings(AuditMode.ON, directory, 1_000_000, 60, segmentBytes);
    }

    /** A log. */
    static AuditLog open(AuditSettings settings, CheckpointSigner signer, CallWatch watch) {
        return begun(AuditLog.open(settings, signer, watch, Clock.systemUTC(), new SecureRandom()));
    }

    private static AuditLog begun(AuditLog audit) {
        try {
            audit.begin();
            return audit;
        } catch (RuntimeException | Error e) {
            audit.close();
            throw e;
        }
    }

    /** A log with that many requests in it, closed. */
    public static void write(Path directory, int requests) {
        try (AuditLog audit = open(directory)) {
            for (int i = 0; i < requests; i++) {
                record(audit.journal(), i).join();
            }
        }
    }

    /** The request of that number: each number has a challenge of its own. */
    public static RequestFacts facts(long number) {
        byte[] challenge = ByteBuffer.allocate(8).putLong(number).array();
        return number % 2 == 0
                ? new RequestFacts("provider-a", PurposeKind.RAW_CHALLENGE, Optional.empty(), Digest.of(challenge))
                : new RequestFacts(
                        "provider-b",
                        PurposeKind.BOUND_CHALLENGE,
                        Optional.of(new Audience("b.example")),
                        Digest.of(challenge));
    }

    /** What becomes of it. */
    public static Result result(long number) {
        return number % 10 == 9
                ? new Result.Refused("TOKEN_SESSION_LOST")
                : new Result.Signed(
                        CertificateFingerprint.of(TestingCheckpointSigner.certificate()),
                        1,
                        Digest.of(ByteBuffer.allocate(8).putLong(~number).array()));
    }

    /** Records intent and outcome; the future completes when the outcome is durable, or fails with the reason. */
    public static CompletableFuture<Void> record(RequestJournal journal, long number) {
        return record(journal, number, () -> {});
    }

    /** As {@link #record(RequestJournal, long)}; what is to be done first runs on the thread that acknowledges. */
    public static CompletableFuture<Void> record(RequestJournal journal, long number, Runnable acknowledged) {
        var request = new JournalledRequest(facts(number));
        journal.intend(List.of(request));
        return conclude(journal, new Conclusion(request, result(number)), acknowledged);
    }

    /** Records an outcome. */
    public static CompletableFuture<Void> conclude(
            RequestJournal journal, Conclusion conclusion, Runnable acknowledged) {
        var durable = new CompletableFuture<Void>();
        journal.conclude(List.of(conclusion), new Durability() {
            @Override
            public void durable() {
                acknowledged.run();
                durable.complete(null);
            }

            @Override
            public void lost(AgentException reason) {
                durable.completeExceptionally(reason);
            }
        });
        return durable.orTimeout(20, TimeUnit.SECONDS);
    }

    /** Puts records at the end of a segment, whatever they are. */
    public static void append(Path segment, AuditRecord... records) throws IOException {
        ByteBuffer frames = ByteBuffer.allocate(records.length * Frame.LONGEST);
        for (AuditRecord each : records) {
            Frame.put(frames, RecordCodec.encode(each));
        }
        Files.write(segment, Arrays.copyOf(frames.array(), frames.position()), StandardOpenOption.APPEND);
    }

    /** All records of a log. */
    public static List<AuditRecord> read(Path directory) {
        List<AuditRecord> records = new ArrayList<>();
        try {
            LogReading.read(new LogDirectory(directory), records::add);
        } catch (IOException | DamageException e) {
            throw new AssertionError(e);
        }
        return records;
    }

    /** The challenges of all outcomes of a log. */
    public static List<Digest> concluded(Path directory) {
        return read(directory).stream()
                .filter(AuditRecord.Outcome.class::isInstance)
                .map(outcome -> ((AuditRecord.Outcome) outcome).request().challenge())
                .toList();
    }
}
