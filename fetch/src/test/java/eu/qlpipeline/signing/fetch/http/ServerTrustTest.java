package eu.qlpipeline.signing.fetch.http;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTrustTest {

    @TempDir
    private Path directory;

    @Test
    void aFileOfAuthoritiesHasALimit() throws Exception {
        Path file = directory.resolve("ca.pem");
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(4 * 1024 * 1024 + 1);
        }
        assertThatExceptionOfType(FetchException.class)
                .isThrownBy(() -> ServerTrust.of(file))
                .withMessage(file + ": more than 4194304 bytes (expected: PEM)")
                .returns(FetchExitCodes.USAGE, FetchException::exitCode);
    }
}
