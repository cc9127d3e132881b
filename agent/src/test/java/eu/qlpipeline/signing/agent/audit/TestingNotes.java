package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Checkpoints for tests that need many: of the form they have, but signed by nobody. */
public final class TestingNotes {

    private static final Origin ORIGIN = new Origin("signing-agent-audit/" + "0".repeat(32));
    private static final CertificateFingerprint CERTIFICATE = CertificateFingerprint.ofBytes(new byte[32]);
    private static final PssSignature SIGNATURE = PssSignature.of(new byte[PssSignature.LENGTH]);

    private TestingNotes() {}

    /** A checkpoint of a tree with that head. */
    public static SignedCheckpoint checkpoint(TreeHead head, long time) {
        return new SignedCheckpoint(ORIGIN, head, time, CERTIFICATE, SIGNATURE);
    }

    /** The text of a checkpoint of so many records. */
    public static byte[] note(long size) {
        return CheckpointNote.encode(checkpoint(TreeHead.of(size, new byte[32]), size));
    }

    /** The file of the checkpoints beside the newest segment. */
    public static Path newestFile(Path directory) throws IOException {
        var segments = new LogDirectory(directory).segments();
        return directory.resolve(segments.get(segments.size() - 1).checkpoints());
    }

    /** Puts a checkpoint beside the newest segment, as somebody who asks for no lock. */
    public static void append(Path directory, SignedCheckpoint checkpoint) throws IOException {
        Files.write(
                newestFile(directory),
                CheckpointNote.encode(checkpoint),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Puts a checkpoint of all records beside the newest segment, of another certificate than that of the records. */
    public static void appendOfAnother(Path directory) throws IOException {
        List<TreeHead> heads = heads(directory);
        append(directory, checkpoint(heads.get(heads.size() - 1), 1));
    }

    /** Puts checkpoints beside the newest segment, in place of those that are there: so many for each number of records. */
    public static void fill(Path directory, int forEach) throws IOException {
        long time = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(newestFile(directory)))) {
            for (TreeHead head : heads(directory)) {
                for (int i = 0; i < forEach; i++) {
                    out.write(CheckpointNote.encode(checkpoint(head, time++)));
                }
            }
        }
    }

    private static List<TreeHead> heads(Path directory) {
        List<TreeHead> heads = new ArrayList<>();
        LogFrontier frontier = LogFrontier.empty();
        for (AuditRecord logRecord : TestingAudit.read(directory)) {
            frontier.append(RecordCodec.encode(logRecord));
            heads.add(frontier.head());
        }
        return heads;
    }
}
