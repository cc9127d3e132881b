package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundDirectoryTest {

    /** A user id that no list of users has. */
    private static final int NAMELESS = 54_321;

    @TempDir
    private Path home;

    private Path store;
    private FoundDirectory rule;

    @BeforeEach
    void store() throws IOException {
        store = Files.createDirectory(home.resolve("trusted-certificates"));
        mode(store, 0755);
        rule = new FoundDirectory((Integer) Files.getAttribute(store, "unix:uid"));
    }

    private static void mode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    private void assertRefused(String what, String hint) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> FoundDirectory.trusted(store))
                .withMessageContaining(what)
                .satisfies(e -> assertThat(e.hints()).singleElement().asString().contains(hint + store));
    }

    @Test
    void takesWhatThisUserAloneMayChangeAndWhatIsNotThere() throws IOException {
        assertThat(FoundDirectory.trusted(store)).isEqualTo(store);
        assertThat(FoundDirectory.trusted(home.resolve("none"))).isEqualTo(home.resolve("none"));
        mode(home, 01777);
        assertThat(FoundDirectory.trusted(store)).isEqualTo(store);
    }

    @Test
    void refusesWhereOthersMayWrite() throws IOException {
        mode(store, 01777);
        assertRefused("trusted-certificates can be written by others", "chmod -R go-w ");
        mode(store, 0755);
        mode(home, 0777);
        assertRefused(
                " can be written by others (expected: by its owner and the owner's own group alone)", "--trust-store ");
    }

    /** Another group may have it from the start; only root can see to that. */
    @Test
    void takesWhatTheOwnGroupMayWriteAndRefusesWhatAnotherMay() throws IOException {
        int owner = (Integer) Files.getAttribute(store, "unix:uid");
        mode(store, 0775);
        if (isOfGroup(owner)) {
            assertThat(FoundDirectory.trusted(store)).isEqualTo(store);
        }
        if (owner == 0) {
            Files.setAttribute(store, "unix:gid", 4242);
        }
        if (!isOfGroup(owner) && !isOfGroup(0)) {
            assertRefused("trusted-certificates can be written by others", "chmod -R go-w ");
        }
    }

    private boolean isOfGroup(int group) throws IOException {
        return Files.getAttribute(store, "unix:gid").equals(group);
    }

    @Test
    void refusesToBeginWhereOthersMayWrite() throws IOException {
        Files.delete(store);
        mode(home, 0777);
        assertRefused(
                " can be written by others (expected: by its owner and the owner's own group alone)", "--trust-store ");
        mode(home, 01777);
        assertThat(FoundDirectory.trusted(store)).isEqualTo(store);
    }

    @Test
    void refusesWhatIsAnothers() throws IOException {
        try {
            Files.setAttribute(store, "unix:uid", 4242);
        } catch (FileSystemException e) {
            rule = new FoundDirectory((Integer) Files.getAttribute(store, "unix:uid") + 1L);
        }
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> rule.require(store, store))
                .withMessageContaining("belongs to another user (expected: to this one, or to root)");
    }

    /** As in a container that runs as any user; only root can become one without a name. */
    @Test
    void takesWhatIsThatOfAUserWithoutAName() throws Exception {
        List<String> command = new ArrayList<>();
        if (Files.getAttribute(store, "unix:uid").equals(0)) {
            Files.setAttribute(store, "unix:uid", NAMELESS);
            Files.setAttribute(home, "unix:uid", NAMELESS);
            command.addAll(List.of("setpriv", "--reuid=" + NAMELESS, "--clear-groups"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Finding.class.getName(),
                store.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("takes " + store + "\n");
    }

    /** The main class of a process that finds a directory. */
    static final class Finding {

        private Finding() {}

        /** The directory. */
        public static void main(String[] arguments) {
            System.out.print("takes " + FoundDirectory.trusted(Path.of(arguments[0])) + "\n");
        }
    }

    @Test
    void refusesALinkOfAnotherUser() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("link"), store);
        rule.require(link, link);
        try {
            Files.setAttribute(link, "unix:uid", 4242, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            rule = new FoundDirectory((Integer) Files.getAttribute(store, "unix:uid") + 1L);
        }
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> rule.require(link, link));
    }
}
