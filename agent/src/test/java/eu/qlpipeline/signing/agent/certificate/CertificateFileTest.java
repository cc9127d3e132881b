package eu.qlpipeline.signing.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.policy.TestingAuthority;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a certificate is written over: nothing but itself. */
class CertificateFileTest {

    private static final int ROUNDS = 50;
    private static final X509Certificate EARLIER = new TestingAuthority("pipeline").certificate();
    private static final X509Certificate LATER = new TestingAuthority("pipeline").certificate();
    private static final String NEW = CertificateEncoding.pem(LATER);
    private static final String OLD = CertificateEncoding.pem(EARLIER);

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
    void takesThePlaceOfItselfOrOfNothing() throws IOException {
        Path file = directory.resolve("c");
        for (byte[] before :
                new byte[][] {new byte[0], NEW.getBytes(StandardCharsets.US_ASCII), CertificateEncoding.der(LATER)}) {
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
            "server:\n  port: 1\n",
            "notes\n" + NEW,
            NEW + "notes\n",
            NEW + NEW
        }) {
            Files.writeString(file, before);
            assertRefused(() -> write(file), "--out: " + file + " is there already", "move the file away");
            assertThat(file).hasContent(before);
        }
    }

    @Test
    void doesNotTakeThePlaceOfTheCertificateOfAnEarlierKey() throws IOException {
        Path file = directory.resolve("ql-pipeline.crt");
        for (byte[] before : new byte[][] {OLD.getBytes(StandardCharsets.US_ASCII), CertificateEncoding.der(EARLIER)}) {
            Files.write(file, before);
            assertRefused(
                    () -> write(file),
                    "--out: " + file
                            + " is there already (expected: no file, or one with nothing but the same certificate)",
                    "move the file away");
            assertThat(file).hasBinaryContent(before);
        }
    }

    @Test
    void doesNotTakeThePlaceOfACertificateOfAnotherSubject() throws IOException {
        Path file = directory.resolve("agent-tls.crt");
        String other = CertificateEncoding.pem(TestingKeys.certificate(1));
        Files.writeString(file, other);
        assertRefused(() -> write(file), "--out: " + file + " is there already", "move the file away");
        assertThat(file).hasContent(other);
    }

    @Test
    void aLinkThatLeadsToNoDirectoryIsFoundBeforeTheKeyIsMade() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.crt"), directory.resolve("none/x.crt"));
        assertRefused(() -> CertificateFile.requireFree(link), "cannot be written", "ls -ld");
    }

    @Test
    void followsALinkAndLeavesItOne() throws IOException {
        Path file =
                Files.write(Files.createDirectory(directory.resolve("d")).resolve("c"), CertificateEncoding.der(LATER));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        write(link);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent(NEW);

        Files.delete(file);
        CertificateFile.requireFree(link);
        CertificateFile.writeNew(link, LATER);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent(NEW);
    }

    @Test
    @Timeout(20)
    void leavesAPipeAlone() throws Exception {
        Path pipe = pipe();
        assertRefused(() -> write(pipe), "no regular file", "ls -ld");
        assertRefused(() -> CertificateFile.requireFree(pipe), "is there already", "move the file away");
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
                Future<Boolean> one = threads.submit(() -> made(file, LATER, together));
                Future<Boolean> other = threads.submit(() -> made(file, EARLIER, together));
                assertThat(one.get()).isNotEqualTo(other.get());
                assertThat(file).hasContent(one.get() ? NEW : OLD);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean made(Path file, X509Certificate certificate, CyclicBarrier together) throws Exception {
        together.await();
        try {
            CertificateFile.writeNew(file, certificate);
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
        CertificateFile.writeNew(file, LATER);
        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                .isEqualTo(before);
        assertRefused(() -> CertificateFile.writeNew(file, EARLIER), "exists with other content", "--out");
        assertThat(file).hasContent(NEW);
    }
}
