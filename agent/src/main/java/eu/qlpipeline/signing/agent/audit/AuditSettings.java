package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.nio.file.Path;

/**
 * Where the audit log is, and when it is signed.
 *
 * @param mode whether there is one
 * @param directory the directory of its files
 * @param checkpointRecords after how many records its head is signed
 * @param checkpointMinutes after how many minutes its head is signed, if there are new records
 * @param segmentBytes from which size on a new file is begun
 */
public record AuditSettings(
        AuditMode mode, Path directory, int checkpointRecords, int checkpointMinutes, int segmentBytes) {

    /** Whether there is a log where nothing is set. */
    public static final AuditMode DEFAULT_MODE = AuditMode.ON;

    /** The directory where none is set. */
    public static final Path DEFAULT_DIRECTORY = Path.of("audit");

    /** After how many records the head may be signed. */
    public static final IntRange CHECKPOINT_RECORDS = new IntRange(1, 100_000_000);

    /** After how many records the head is signed where nothing is set. */
    public static final int DEFAULT_CHECKPOINT_RECORDS = 1_000_000;

    /** After how many minutes the head may be signed. */
    public static final IntRange CHECKPOINT_MINUTES = new IntRange(1, 1_440);

    /** After how many minutes the head is signed where nothing is set. */
    public static final int DEFAULT_CHECKPOINT_MINUTES = 5;

    /** How large a file may become before another is begun. */
    public static final IntRange SEGMENT_BYTES = new IntRange(4_096, 999_999_999);

    /** How large a file becomes where nothing is set. */
    public static final int DEFAULT_SEGMENT_BYTES = 67_108_864;

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if a component breaks its rule */
    public AuditSettings {
        CHECKPOINT_RECORDS.require("audit.checkpoint-records", checkpointRecords);
        CHECKPOINT_MINUTES.require("audit.checkpoint-minutes", checkpointMinutes);
        SEGMENT_BYTES.require("audit.segment-bytes", segmentBytes);
    }
}
