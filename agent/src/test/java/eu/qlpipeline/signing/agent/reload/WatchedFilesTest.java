package eu.qlpipeline.signing.agent.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {

    @TempDir
    private Path directory;

    private final AtomicInteger loads = new AtomicInteger();
    private Path file;
    private volatile String inEffect = "";

    @BeforeEach
    void file() throws IOException {
        file = Files.writeString(directory.resolve("f"), "one");
    }

    private Loaded load(Consumer<Path> read) {
        loads.incrementAndGet();
        read.accept(directory);
        read.accept(file);
        try {
            String content = Files.readString(file);
            if (content.startsWith("bad")) {
                throw new AgentException(ReasonCode.CONFIGURATION, "f: bad (expected: good)", "mend it");
            }
            if (content.startsWith("hintless")) {
                throw new AgentException(ReasonCode.CONFIGURATION, "f: bad");
            }
            if (content.startsWith("less")) {
                return new Loaded(
                        "some",
                        Optional.of(
                                new AgentException(ReasonCode.CONFIGURATION, "f: less (expected: good)", "mend it")),
                        List.of(content));
            }
            inEffect = content;
            return Loaded.accepted(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WatchedFiles watched() {
        WatchedFiles watched = new WatchedFiles("part", this::load, Clock.systemUTC());
        // A file this young leaves a doubt, which one more load settles.
        watched.look(false);
        watched.look(false);
        loads.set(0);
        return watched;
    }

    @Test
    void aFirstLoadThatFailsIsRefused() throws IOException {
        Files.writeString(file, "bad");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new WatchedFiles("part", this::load, Clock.systemUTC()));
    }

    @Test
    void whatIsRefusedIsSaidWithWhatAStartWouldDo() throws IOException {
        WatchedFiles watched = watched();
        Files.writeString(file, "bad");
        try (CapturedLog log = CapturedLog.of(WatchedFiles.class.getName())) {
            watched.look(false);
            assertThat(log.lines())
                    .containsExactly(
                            "SEVERE reload: part: refused, revision "
                                    + watched.state().revision()
                                    + " stays in effect; a start with these files would fail: f: bad (expected: good); mend it");
        }
    }

    @Test
    void theLogSaysWhatIsInEffectFromTheStartAndEndsInNothingWithoutAHint() throws IOException {
        try (CapturedLog log = CapturedLog.of(WatchedFiles.class.getName())) {
            WatchedFiles watched = watched();
            Files.writeString(file, "hintless");
            watched.look(false);
            assertThat(log.lines()).first().isEqualTo("INFO part: one");
            assertThat(log.lines())
                    .last()
                    .asString()
                    .matches(
                            "SEVERE reload: part: refused, revision \\d+ stays in effect; a start with these files would fail: f: bad");
        }
    }

    @Test
    void loadsAgainWhenAndOnlyWhenTheContentsChange() throws IOException {
        WatchedFiles watched = watched();
        for (int i = 0; i < 5; i++) {
            watched.look(false);
        }
        assertThat(loads).hasValue(0);

        Files.writeString(file, "two");
        watched.look(false);
        assertThat(inEffect).isEqualTo("two");
    }

    @Test
    void seesAChangeOfTheSameLengthInTheSameTick() throws IOException {
        WatchedFiles watched = watched();
        for (int i = 0; i < 200; i++) {
            String content = String.format(Locale.ROOT, "%03d", i);
            Files.writeString(file, content);
            watched.look(false);
            assertThat(inEffect).isEqualTo(content);
        }
    }

    @Test
    void seesAChangeOfTheModeAlone() throws IOException {
        WatchedFiles watched = watched();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        watched.look(false);
        assertThat(loads).hasPositiveValue();
    }

    @Test
    void seesAFileThatIsReplacedOrReachedThroughALink() throws IOException {
        Path target = Files.writeString(directory.resolve("target-1"), "one");
        Files.delete(file);
        Files.createSymbolicLink(file, target);
        WatchedFiles watched = watched();

        Path other = Files.writeString(directory.resolve("target-2"), "two");
        Path link = Files.createSymbolicLink(directory.resolve("link"), other);
        Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
        watched.look(false);
        assertThat(inEffect).isEqualTo("two");
    }

    @Test
    void whatIsUnusableLeavesInEffectWhatWasAndSaysSo() throws IOException {
        WatchedFiles watched = watched();
        long revision = watched.state().revision();

        Files.writeString(file, "bad 1");
        watched.look(false);
        assertThat(inEffect).isEqualTo("one");
        assertThat(watched.state().current()).isFalse();
        assertThat(watched.state().revision()).isEqualTo(revision);
        assertThat(watched.state().problem())
                .hasValueSatisfying(problem -> assertThat(problem).hasMessage("f: bad (expected: good)"));

        Files.writeString(file, "good");
        watched.look(false);
        assertThat(inEffect).isEqualTo("good");
        assertThat(watched.state().current()).isTrue();
        assertThat(watched.state().revision()).isGreaterThan(revision);
    }

    @Test
    void whatIsWithdrawnAlthoughTheFilesAreUnusableIsCountedUntilTheyAreMended() throws IOException {
        WatchedFiles watched = watched();
        long revision = watched.state().revision();

        Files.writeString(file, "less a");
        watched.look(false);
        Files.writeString(file, "less b");
        watched.look(false);
        Files.writeString(file, "bad");
        watched.look(false);
        assertThat(watched.state().withdrawn()).isEqualTo(2);
        assertThat(watched.state().current()).isFalse();
        assertThat(watched.state().revision()).isEqualTo(revision);

        Files.writeString(file, "good");
        watched.look(false);
        assertThat(watched.state().withdrawn()).isZero();
        assertThat(watched.state().current()).isTrue();

        Files.writeString(file, "less c");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new WatchedFiles("part", this::load, Clock.systemUTC()));
    }

    @Test
    void loadsInAnyCaseWhereThatIsAsked() {
        WatchedFiles watched = watched();
        watched.look(true);
        assertThat(loads).hasValue(1);
    }

    @Test
    void looksByItselfAndGoesOnAfterADefect() throws IOException {
        AtomicInteger ticks = new AtomicInteger();
        try (Reloads reloads = new Reloads(List.of(watched()), () -> {
            if (ticks.incrementAndGet() == 1) {
                throw new IllegalStateException("defect");
            }
        })) {
            reloads.start();
            Files.writeString(file, "two");
            await().until(() -> inEffect.equals("two") && ticks.get() > 1);
            reloads.reload();
            await().until(() -> reloads.states().get(0).revision() > 3);
        }
    }
}
