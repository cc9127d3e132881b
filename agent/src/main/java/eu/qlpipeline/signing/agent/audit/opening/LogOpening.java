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
 * Opens a log to go on where it ends. Only a record that was not written to its end is to be cut: it was never acknowledged. Whatever
 * else is not as an agent leaves it is refused, and left as it is.
 */
public final class LogOpening {

    private static final int NAME_BYTES = 16;

    private final LogDirectory directory;
    private final LogLock lock;
    private final SecureRandom random;

    /** The opening of the log in that directory, with the lock on it, and with chance for the name of a new one. */
    public LogOpening(LogDirectory directory, LogLock lock, SecureRandom random) {
        this.directory = directory;
        this.lock = lock;
        this.random = random;
    }

    /**
     * The end of the log; a new log where there is none.
     *
     * @throws AgentException (CONFIGURATION) if the log is damaged, or cannot be read or written
     */
    public OpenLog open() {
        try {
            directory.requireWritable();
            // First: nothing is changed where the log is not gone on with.
            Optional<LogEnd> end = EndReading.read(directory);
            new CheckpointWriter(directory, lock).repair();
            directory.removeDrafts();
            return end.isPresent() ? reopen(end.get()) : begin();
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

    private OpenLog reopen(LogEnd end) throws IOException {
        SegmentFile segment = SegmentFile.open(directory, end.segment(), end.length());
        return new OpenLog(end.origin(), end.frontier(), segment);
    }

    private OpenLog begin() throws IOException {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        var origin = new Origin("signing-agent-audit/" + HexFormat.of().formatHex(name));
        SegmentFile segment = SegmentFile.create(directory, new SegmentHeader(origin, 0, List.of()));
        return new OpenLog(origin, LogFrontier.empty(), segment);
    }
}
