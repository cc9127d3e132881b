package eu.qlpipeline.signing.agent.audit.opening;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointWriter;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.agent.audit.segment.SegmentHeader;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A log that can be gone on with.
 *
 * @param origin its name
 * @param frontier the right edge of its tree
 * @param segment its newest segment; what was not written to its end is not cut yet
 */
public record OpenLog(Origin origin, LogFrontier frontier, SegmentFile segment) {

    private static final int NAME_BYTES = 16;

    /**
     * Opens a log to go on where it ends, or makes one. Only a record that was not written to its end is to be cut: it was never
     * acknowledged. Whatever else is not as an agent leaves it is refused, and left as it is.
     *
     * @param lock that on the directory
     * @param random for the name of a new one
     * @throws AgentException (CONFIGURATION) if the log is damaged, or cannot be read or written
     */
    public static OpenLog open(LogDirectory directory, LogLock lock, SecureRandom random) {
        try {
            directory.requireWritable();
            // First: nothing is changed where the log is not gone on with.
            Optional<LogEnd> end = LogEnd.read(directory);
            new CheckpointWriter(directory, lock).repair();
            directory.removeDrafts();
            return end.isPresent() ? reopen(directory, end.get()) : begin(directory, random);
        } catch (DamageException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "audit.directory: " + directory.path() + ": " + e.describe(),
                    e,
                    "see all that is wrong with: signing-agent audit verify",
                    "keep the directory as evidence; to serve meanwhile, set another audit.directory");
        } catch (IOException e) {
            throw directory.unwritable(e);
        }
    }

    private static OpenLog reopen(LogDirectory directory, LogEnd end) throws IOException {
        SegmentFile segment = SegmentFile.open(directory, end.segment(), end.length());
        return new OpenLog(end.origin(), end.frontier(), segment);
    }

    private static OpenLog begin(LogDirectory directory, SecureRandom random) throws IOException {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        var origin = new Origin("signing-agent-audit/" + HexFormat.of().formatHex(name));
        SegmentFile segment = SegmentFile.create(directory, new SegmentHeader(origin, 0, List.of()));
        return new OpenLog(origin, LogFrontier.empty(), segment);
    }
}
