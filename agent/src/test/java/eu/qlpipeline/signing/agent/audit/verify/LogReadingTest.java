package eu.qlpipeline.signing.agent.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.audit.TestingAudit;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReadingTest {

    @TempDir
    private Path path;

    private LogDirectory directory;

    @BeforeEach
    void writeALogOfSeveralSegments() throws Exception {
        directory = new LogDirectory(path);
        TestingAudit.write(path, 20);
        TestingAudit.write(path, 30);
        assertThat(directory.segments()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(read()).hasSize(102);
    }

    private List<AuditRecord> read() throws Exception {
        List<AuditRecord> records = new ArrayList<>();
        LogReading.read(directory, records::add);
        return records;
    }

    private SegmentName cut(int index) throws Exception {
        SegmentName segment = directory.segments().get(index);
        try (FileChannel file = FileChannel.open(path.resolve(segment.file()), StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 1);
        }
        return segment;
    }

    @Test
    void anUnfinishedRecordAtTheEndIsLeftOut() throws Exception {
        cut(directory.segments().size() - 1);
        assertThat(read()).hasSize(101);
    }

    @Test
    void oneInTheMiddleIsDamage() throws Exception {
        SegmentName segment = cut(1);
        assertThatExceptionOfType(DamageException.class)
                .isThrownBy(this::read)
                .satisfies(damage -> assertThat(damage.file()).isEqualTo(segment.file()));
    }

    @Test
    void aChangedRecordIsDamageAlsoAtTheEnd() throws Exception {
        SegmentName last = directory.segments().get(directory.segments().size() - 1);
        byte[] content = Files.readAllBytes(path.resolve(last.file()));
        content[content.length - 10] ^= 1;
        Files.write(path.resolve(last.file()), content);
        assertThatExceptionOfType(DamageException.class)
                .isThrownBy(this::read)
                .satisfies(damage -> assertThat(damage.file()).isEqualTo(last.file()));
    }
}
