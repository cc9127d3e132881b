package eu.qlpipeline.signing.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a certificate is written over: nothing but another certificate. */
class CertificateFileTest {

    private static final int ROUNDS = 50;
    private static final String NEW = CertificateFile.pem(TestingKeys.certificate(1));
    private static final String OLD = CertificateFile.pem(TestingKeys.certificate(2));

    @TempDir
    private Path directory;

    private static void write(Path file) {
        CertificateFile.write("--out", file, NEW.getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertRefused(Runnable write, String message, String hint) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(write::run)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.CONFIGURATION))
                .satisfies(e -> assertThat(e.hints()).anyMatch(line -> line.contains(hint)));
    }

    private Path pipe() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    @Test
    void takesThePlaceOfAnotherCertificateOrOfNothing() throws IOException {
        Path file = directory.resolve("c");
        for (byte[] before : new byte[][] {
            new byte[0], OLD.getBytes(StandardCharsets.US_ASCII), CertificateFile.der(TestingKeys.certificate(2))
        }) {
            Files.write(file, before);
            write(file);
            assertThat(file).hasContent(NEW);
        }
        Files.delete(file);
        write(file);
        assertThat(file).hasContent(NEW);
    }

    @Test
    void doesNotTakeThePlaceOfAKeyOrOfAnythingElse() throws IOException {
        Path file = directory.resolve("agent-tls.key");
        for (String before : new String[] {
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            OLD + "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
            "server:\n  port: 1\n"
        }) {
            Files.writeString(file, before);
            assertRefused(() -> write(file), "--out: " + file + " holds no certificate", "move the file away");
            assertThat(file).hasContent(before);
        }
    }

    @Test
    void followsALinkAndLeavesItOne() throws IOException {
        Path file =
                Files.writeString(Files.createDirectory(directory.resolve("d")).resolve("c"), OLD);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        write(link);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent(NEW);

        Files.delete(file);
        CertificateFile.requireFree(link);
        CertificateFile.writeNew(link, TestingKeys.certificate(1));
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent(NEW);
    }

    @Test
    @Timeout(20)
    void leavesAPipeAlone() throws Exception {
        Path pipe = pipe();
        assertRefused(() -> write(pipe), "no regular file", "ls -ld");
        assertRefused(() -> CertificateFile.requireFree(pipe), "exists with other content", "move the file away");
        assertRefused(
                () -> CertificateFile.writeNew(pipe, TestingKeys.certificate(1)), "exists with other content", "--out");
        assertThat(Files.isRegularFile(pipe, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(Files.exists(pipe)).isTrue();
    }

    @Test
    void saysWhichDirectoryIsMissing() {
        Path file = directory.resolve("none/c");
        assertRefused(
                () -> write(file),
                "--out: " + file + " cannot be written: " + directory.resolve("none") + " is not there",
                "mkdir -p " + directory.resolve("none"));
    }

    @Test
    void ofTwoThatAreMadeAtTheSameTimeOneIsKeptAndTheOtherRefused() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Path file = directory.resolve("c" + round);
                var together = new CyclicBarrier(2);
                Future<Boolean> one = threads.submit(() -> made(file, 1, together));
                Future<Boolean> other = threads.submit(() -> made(file, 2, together));
                assertThat(one.get()).isNotEqualTo(other.get());
                assertThat(file).hasContent(one.get() ? NEW : OLD);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean made(Path file, int key, CyclicBarrier together) throws Exception {
        together.await();
        try {
            CertificateFile.writeNew(file, TestingKeys.certificate(key));
            return true;
        } catch (AgentException e) {
            assertThat(e).hasMessageContaining("exists with other content");
            return false;
        }
    }

    @Test
    void isThereAlreadyWhereItHoldsTheSame() throws IOException {
        Path file = Files.writeString(directory.resolve("c"), NEW);
        var before = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        CertificateFile.writeNew(file, TestingKeys.certificate(1));
        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                .isEqualTo(before);
        assertRefused(
                () -> CertificateFile.writeNew(file, TestingKeys.certificate(2)), "exists with other content", "--out");
        assertThat(file).hasContent(NEW);
    }
}
