package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.audit.TestingAudit;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Kind;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.TestingClock;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails leaves nothing behind: no record either, since nobody would sign it. */
class FailedStartIT {

    @TempDir
    private static Path directory;

    private static KeyThatEndsSoon key;

    @TempDir
    private Path logs;

    private TestingClock clock;
    private AgentSettings settings;

    @BeforeAll
    static void makeTheKey() throws Exception {
        key = KeyThatEndsSoon.in(directory);
    }

    @AfterAll
    static void forgetTheToken() {
        key.close();
    }

    @BeforeEach
    void writeALogThatIsSignedToItsEnd() throws IOException {
        clock = new TestingClock(key.now());
        settings = settings();
        start(settings, clock).close();
        assertThat(key.findings(settings)).isEmpty();
    }

    private AgentSettings settings(String... others) {
        String[] flags = new String[others.length + 1];
        System.arraycopy(others, 0, flags, 1, others.length);
        flags[0] = "audit.directory=" + logs.resolve("audit");
        return key.settings(flags);
    }

    private AgentSettings ofAnotherKey() {
        return settings("certificate.file=" + directory.resolve("tls.crt"));
    }

    private static AgentAssembly start(AgentSettings settings, Clock clock) {
        return AgentAssembly.start(settings, clock, why -> {});
    }

    private void assertRefused(AgentSettings refused, ReasonCode why) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> start(refused, clock))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(why));
    }

    private Path log() {
        return settings.audit().directory();
    }

    private Map<String, Digest> contents() throws IOException {
        Map<String, Digest> contents = new TreeMap<>();
        try (var files = Files.list(log())) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Digest.of(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private static List<Path> openFiles() throws IOException {
        List<Path> open = new ArrayList<>();
        try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path one : all) {
                try {
                    open.add(Files.readSymbolicLink(one));
                } catch (NoSuchFileException e) {
                    // Closed meanwhile, as what lists them will be.
                }
            }
        }
        return open;
    }

    @Test
    void whatWasOpenedIsClosedWhenMemoryRunsOut() throws IOException {
        Set<Thread> before = threads();
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> start(settings, new ShortClock()));

        assertThat(openFiles()).noneMatch(file -> file.startsWith(logs));
        new LogDirectory(log()).lock().close();
        await().untilAsserted(() -> assertThat(threads())
                .filteredOn(thread -> !before.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("token-") || name.startsWith("audit-")));
        assertThat(key.findings(settings)).isEmpty();
    }

    @Test
    void theLogIsGoodAfterItAndItsFilesAreAsTheyWere() throws IOException {
        Map<String, Digest> before = contents();
        assertRefused(ofAnotherKey(), ReasonCode.KEY_UNUSABLE);
        clock.advance(KeyThatEndsSoon.PAST_THE_END);
        assertRefused(settings, ReasonCode.CERTIFICATE_NOT_VALID_NOW);
        assertRefused(settings, ReasonCode.CERTIFICATE_NOT_VALID_NOW);

        assertThat(key.findings(settings)).isEmpty();
        assertThat(contents()).isEqualTo(before);
    }

    /** What it would record meanwhile nobody could sign. */
    @Test
    void aTokenThatIsNotThereIsNotWaitedForOnceItsCertificateHasEnded() throws IOException {
        key.faults().control("token absent");
        try {
            // Unless it has ended.
            start(settings, clock).close();
            Map<String, Digest> before = contents();
            clock.advance(KeyThatEndsSoon.PAST_THE_END);
            assertRefused(settings, ReasonCode.CERTIFICATE_NOT_VALID_NOW);
            assertThat(contents()).isEqualTo(before);
        } finally {
            key.faults().control("# well");
        }
    }

    @Test
    void whatIsTornIsCutByTheStartAloneThatRecordsIt() throws IOException {
        Path newest = log().resolve(new LogDirectory(log()).segments().get(0).file());
        Files.write(newest, new byte[] {0, 100, (byte) 255}, StandardOpenOption.APPEND);
        Map<String, Digest> before = contents();
        assertRefused(ofAnotherKey(), ReasonCode.KEY_UNUSABLE);
        assertThat(key.findings(settings)).extracting(LogFinding::kind).containsExactly(Kind.TORN);
        assertThat(contents()).isEqualTo(before);

        start(settings, clock).close();
        assertThat(key.findings(settings)).isEmpty();
        assertThat(TestingAudit.read(log()))
                .last()
                .isInstanceOfSatisfying(
                        AuditRecord.Opened.class,
                        opened -> assertThat(opened.cutBytes()).isEqualTo(3));
    }

    /** There is no memory left for a time in milliseconds, which records alone ask for. */
    private static final class ShortClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return key.now();
        }

        @Override
        public long millis() {
            throw new OutOfMemoryError("Java heap space");
        }
    }
}
