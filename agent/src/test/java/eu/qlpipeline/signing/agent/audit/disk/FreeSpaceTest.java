package eu.qlpipeline.signing.agent.audit.disk;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceTest {

    @TempDir
    private Path directory;

    @Test
    void tellsWhatTheFileSystemTells() throws Exception {
        var free = new FreeSpace(directory);
        assertThat(free.bytes()).isEmpty();

        free.look();

        assertThat(free.bytes().orElseThrow())
                .isPositive()
                .isLessThanOrEqualTo(Files.getFileStore(directory).getTotalSpace());
    }

    @Test
    void whereNobodyCanTellItSaysSoOnceAndHasNothingToTell() {
        var free = new FreeSpace(directory.resolve("no such directory"));
        try (CapturedLog log = CapturedLog.of(FreeSpace.class.getName())) {
            free.found(FreeSpace.LITTLE);
            free.look();
            free.notFound(new IOException("Mount point not found"));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING audit: how much is free on the disk of");
            free.found(FreeSpace.LITTLE);
            free.notFound(new IOException("Mount point not found"));
            assertThat(log.lines()).hasSize(2).last().asString().contains("Mount point not found");
        }
        assertThat(free.bytes()).isEmpty();
    }

    @Test
    void warnsOnceEachTimeThatThereIsLittle() {
        var free = new FreeSpace(directory);
        try (CapturedLog log = CapturedLog.of(FreeSpace.class.getName())) {
            free.found(FreeSpace.LITTLE);
            assertThat(log.lines()).isEmpty();
            free.found(FreeSpace.LITTLE - 1);
            free.found(0);
            assertThat(log.lines()).singleElement().asString().startsWith("WARNING audit: 1073741823 bytes are free");
            free.found(FreeSpace.LITTLE);
            free.found(1);
            assertThat(log.lines()).hasSize(3).last().asString().startsWith("WARNING audit: 1 bytes are free");
        }
        assertThat(free.bytes()).hasValue(1);
    }
}
