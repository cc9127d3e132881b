package eu.qlpipeline.signing.agent.audit.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentFileTest {

    @TempDir
    private Path path;

    @Test
    void aShorterOneIsNotGoneOnWithAndLeftAsItIs() throws IOException {
        var directory = new LogDirectory(path);
        var header = new SegmentHeader(new Origin("signing-agent-audit/test"), 0, List.of());
        var name = new SegmentName(0);
        SegmentFile.create(directory, header).close();
        byte[] content = Files.readAllBytes(path.resolve(name.file()));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SegmentFile.reopen(directory, name, header.length() + 1))
                .withMessageContaining("(expected: " + (header.length() + 1) + " or more)");
        assertThat(path.resolve(name.file())).hasBinaryContent(content);
    }

    @Test
    void aNewOneTakesThePlaceOfNone() throws IOException {
        var directory = new LogDirectory(path);
        var header = new SegmentHeader(new Origin("signing-agent-audit/test"), 0, List.of());
        Path file = path.resolve(new SegmentName(0).file());
        SegmentFile.create(directory, header).close();
        Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        byte[] content = Files.readAllBytes(file);

        var other = new SegmentHeader(new Origin("signing-agent-audit/other"), 0, List.of());
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> SegmentFile.create(directory, other));
        assertThat(file).hasBinaryContent(content);
    }
}
