package eu.qlpipeline.signing.agent.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {

    @TempDir
    private Path directory;

    private Path file;
    private Trust trust;

    @BeforeEach
    void file() throws IOException {
        file = Files.writeString(directory.resolve("f"), "text");
        mode(file, 0644);
        trust = Trust.ofThisUser();
    }

    private static void mode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    private void assertFlaw(Path path, Flaw.Kind kind, String what) {
        assertThat(trust.flaw(path)).hasValueSatisfying(flaw -> {
            assertThat(flaw.kind()).isEqualTo(kind);
            assertThat(flaw.toString()).startsWith(path + ": ").contains(what).contains("(expected: ");
            assertThat(flaw.hint()).contains(path.toString());
        });
    }

    @Test
    void whatThisUserAloneMayChangeIsFine() {
        assertThat(trust.flaw(file)).isEmpty();
        assertThat(trust.flaw(directory)).isEmpty();
        assertThat(Trust.writtenByOthers(file)).isEmpty();
    }

    @Test
    void whatEverybodyMayWriteIsNot() throws IOException {
        mode(file, 0646);
        assertFlaw(
                file,
                Flaw.Kind.OTHERS,
                "can be written by others (expected: by its owner and the owner's own group alone)");
        assertThat(Trust.writtenByOthers(file))
                .hasToString(
                        "Optional[" + file + ": can be written by others (expected: by its owner and group alone)]");
        mode(directory, 0777);
        assertFlaw(directory, Flaw.Kind.OTHERS, "can be written by others");
    }

    @Test
    void aDirectoryWhereNobodyMayReplaceWhatIsAnothersIsFine() throws IOException {
        mode(directory, 01777);
        assertThat(trust.flaw(directory)).isEmpty();
        mode(file, 01646);
        assertFlaw(file, Flaw.Kind.OTHERS, "can be written by others");
    }

    @Test
    void whatAGroupMayWriteIsNotUnlessThatIsItsOwnersOrRoots() {
        assertThat(new FileAccess(1000, 50, 0100664).groupWrites()).isTrue();
        assertThat(new FileAccess(1000, 50, 0100644).groupWrites()).isFalse();
        assertThat(new FileAccess(1000, 1000, 0100664).groupWrites()).isFalse();
        assertThat(new FileAccess(1000, 0, 0100664).groupWrites()).isFalse();
    }

    @Test
    void whatAGroupMayWriteNamesIt() throws IOException {
        mode(file, 0664);
        FileAccess access = FileAccess.of(file).orElseThrow();
        try {
            Files.setAttribute(file, "unix:gid", 4243);
        } catch (FileSystemException e) {
            // The group stays this user's, which is none but its own as a rule.
            assertThat(trust.flaw(file).isPresent()).isEqualTo(access.groupWrites());
            return;
        }
        assertFlaw(
                file,
                Flaw.Kind.GROUP,
                "can be written by group id 4243 (expected: by its owner and the owner's own group alone)");
    }

    /** Its owner is another than who is trusted: the file is given away where that may be, else another user is trusted. */
    private void giveAway(Path path) throws IOException {
        try {
            Files.setAttribute(path, "unix:uid", 4242, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            trust = new Trust(trust.user() + 1);
        }
    }

    @Test
    void whatBelongsToAnotherUserIsNot() throws IOException {
        giveAway(file);
        assertFlaw(file, Flaw.Kind.OWNER, "belongs to user id ");
    }

    @Test
    void aLinkOfAnotherUserIsNotWhereverItLeads() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(trust.flaw(link)).isEmpty();
        giveAway(link);
        assertFlaw(link, Flaw.Kind.OWNER, "belongs to user id ");
    }

    @Test
    void whatCannotBeSeenIsNot() {
        assertFlaw(directory.resolve("none"), Flaw.Kind.UNSEEN, "cannot be read");
    }

    @Test
    void whatLiesOnTheWayToAFileIsLookedAtToo() throws IOException {
        Path way = Files.createDirectories(directory.resolve("a/b"));
        Path target = Files.writeString(way.resolve("f"), "text");
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertThat(trust.flaws(List.of(link, file))).isEmpty();

        mode(directory.resolve("a"), 0777);
        assertThat(trust.flaws(List.of(link, file))).extracting(Flaw::path).containsExactly(directory.resolve("a"));
    }

    @Test
    void whatLiesOnTheWayToALinkIsLookedAtToo() throws IOException {
        Path way = Files.createDirectories(directory.resolve("o/b"));
        Path link = Files.createSymbolicLink(way.resolve("link"), file);
        assertThat(trust.flaws(List.of(link))).isEmpty();

        mode(directory.resolve("o"), 0777);
        assertThat(trust.flaws(List.of(link))).extracting(Flaw::path).containsExactly(directory.resolve("o"));
    }
}
