package eu.qlpipeline.signing.agent.pkcs11.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinSourceTest {

    @TempDir
    private Path directory;

    private Path file(String content, String mode) throws IOException {
        Path file = Files.write(directory.resolve("pin"), content.getBytes(StandardCharsets.ISO_8859_1));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /** A character for each byte. */
    private static String text(PinSource source) {
        try (Pin pin = source.read()) {
            return new String(pin.characters());
        }
    }

    private static ThrowableAssertAlternative<AgentException> assertRejected(PinSource source) {
        return assertThatExceptionOfType(AgentException.class)
                .isThrownBy(source::read)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.PIN_REJECTED))
                .satisfies(e -> assertThat(e.hints()).isNotEmpty())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3cret|s3cret",
                "s3cret#|s3cret",
                "s3cret##|s3cret#",
                "s3cret |s3cret ",
                "s\u00c3\u00a9|s\u00c3\u00a9"
            },
            ignoreLeadingAndTrailingWhitespace = false)
    void readsAFileWithoutOneNewline(String content, String pin) throws IOException {
        assertThat(text(new PinSource.File(file(content.replace('#', '\n'), "rw-------"))))
                .isEqualTo(pin.replace('#', '\n'));
    }

    @Test
    void readsAFileThatOnlyItsOwnerMayRead() throws IOException {
        assertThat(text(new PinSource.File(file("s3cret", "r--------")))).isEqualTo("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "rw-r-----, 0640",
        "rw----r--, 0604",
        "rw--w----, 0620",
        "rw-----w-, 0602",
        "rw---x---, 0610",
        "---------, 0000"
    })
    void refusesAFileThatOthersMayUseAndOneThatItsOwnerMayNotRead(String permissions, String mode) throws IOException {
        Path file = file("s3cret", permissions);
        assertRejected(new PinSource.File(file))
                .withMessage("PIN file " + file + ": mode " + mode + " (expected: 0600 or 0400)")
                .satisfies(e -> assertThat(e.hints()).anyMatch(hint -> hint.endsWith("chmod 600 " + file)));
    }

    @Test
    void refusesAFileOfAnotherUser() throws IOException {
        Path file = file("s3cret", "rw-------");
        if (owner(file) == 0) {
            Files.setAttribute(file, "unix:uid", 4242);
        }
        int owner = owner(file);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new PinFile(file, PinFile.Access.OWNER_ONLY, owner + 1L).read())
                .withMessage("PIN file " + file + ": belongs to user id " + owner
                        + " (expected: the user of the agent, or root)");
        assertThat(new PinFile(file, PinFile.Access.OWNER_ONLY, owner).read()).isNotNull();
    }

    private static int owner(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n"})
    void refusesAnEmptyFile(String content) throws IOException {
        Path file = file(content, "rw-------");
        assertRejected(new PinSource.File(file)).withMessage("PIN file " + file + ": empty (expected: 1 to 256 bytes)");
    }

    @Test
    void readsAPinOfTheGreatestSizeAndRefusesALongerOne() throws IOException {
        assertThat(text(new PinSource.File(file("x".repeat(256) + "\n", "rw-------"))))
                .hasSize(256);

        Path file = file("s3cret".repeat(50), "rw-------");
        assertRejected(new PinSource.File(file))
                .withMessage("PIN file " + file + ": too long (expected: 1 to 256 bytes)");
    }

    @Test
    void refusesAFileThatIsNotText() throws IOException {
        Path file = file("s3cret\u00ff", "rw-------");
        assertRejected(new PinSource.File(file)).withMessage("PIN file " + file + ": not UTF-8");
    }

    @Test
    void refusesADirectory() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("d"));
        assertRejected(new PinSource.File(inner)).withMessage("PIN file " + inner + ": not a regular file");
    }

    @Test
    void refusesAFileThatDoesNotExist() {
        Path file = directory.resolve("nothing");
        assertRejected(new PinSource.File(file)).withMessage("PIN file " + file + ": does not exist");
    }

    @Test
    void readsACredentialOfSystemd() throws IOException {
        file("s3cret", "r--------");
        assertThat(text(new PinSource.Credential("pin", Optional.of(directory))))
                .isEqualTo("s3cret");
    }

    @Test
    void theGroupMayReadACredentialOnlyIfRootOwnsIt() {
        assertThat(PinFile.Access.GROUP_OF_ROOT.forbidden(0)).isEqualTo(0037);
        assertThat(PinFile.Access.GROUP_OF_ROOT.forbidden(1000)).isEqualTo(0077);
        assertThat(PinFile.Access.OWNER_ONLY.forbidden(0)).isEqualTo(0077);
    }

    @Test
    void refusesACredentialWithoutSystemd() {
        assertRejected(new PinSource.Credential("pin", Optional.empty()))
                .withMessage("token.pin.credential: CREDENTIALS_DIRECTORY is not set (expected: set by systemd)")
                .satisfies(e -> assertThat(e.hints())
                        .contains("a verb from a shell has it by: systemd-run --pipe --wait -p User=signing-agent"
                                + " -p LoadCredential=pin:/etc/signing-agent/pin"
                                + " -p WorkingDirectory=/etc/signing-agent -p ProtectSystem=strict"
                                + " -p ReadWritePaths=/var/lib/signing-agent -p ProtectHome=yes -p PrivateTmp=yes"
                                + " signing-agent VERB"));
    }

    @Test
    void aCredentialOfAnotherNameIsOfAnotherFile() {
        assertRejected(new PinSource.Credential("pin-new", Optional.empty()))
                .satisfies(e -> assertThat(e.hints())
                        .allMatch(hint -> hint.contains("LoadCredential=pin-new:/etc/signing-agent/pin-new")));
    }

    @Test
    void saysHowSystemdHandsOverACredentialThatIsNotThere() {
        assertRejected(new PinSource.Credential("pin-new", Optional.of(directory)))
                .withMessage(
                        "token.pin.credential: pin-new is not in " + directory + " (expected: put there by systemd)")
                .satisfies(e -> assertThat(e.hints())
                        .containsExactly(
                                "add LoadCredential=pin-new:FILE to the unit, or -p LoadCredential=pin-new:FILE"
                                        + " to the command; FILE holds the PIN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../pin", "a/b", "1234", "..", "a b"})
    void refusesACredentialWhoseNameIsNone(String name) {
        assertThatThrownBy(() -> new PinSource.Credential(name, Optional.empty()))
                .hasMessageStartingWith("token.pin.credential: not usable");
    }

    @Test
    void readsAVariable() {
        try (Pin pin =
                new PinSource.Environment("THE_PIN").readFrom(name -> name.equals("THE_PIN") ? "s3cret" : null)) {
            assertThat(pin.characters()).isEqualTo("s3cret".toCharArray());
        }
    }

    /** The token would count it as a wrong PIN. */
    @ParameterizedTest
    @ValueSource(strings = {"p\ufffdss", "1234\ud83d"})
    void refusesAVariableThatTheLocaleDidNotDecode(String garbled) {
        assertThatThrownBy(() -> new PinSource.Environment("THE_PIN").readFrom(name -> garbled))
                .isInstanceOf(AgentException.class)
                .hasMessage("token.pin.environment: THE_PIN: not text in the locale of this process (expected: UTF-8)");
    }

    @Test
    void refusesAVariableThatIsNotSet() {
        assertRejected(new PinSource.Environment("SIGNING_AGENT_TEST_WITHOUT_A_VALUE"))
                .withMessageStartingWith("token.pin.environment: SIGNING_AGENT_TEST_WITHOUT_A_VALUE is not set");
    }

    @Test
    void refusesAVariableThatIsEmptyOrTooLong() {
        var source = new PinSource.Environment("THE_PIN");
        assertThatThrownBy(() -> source.readFrom(name -> "")).isInstanceOf(AgentException.class);
        assertThatThrownBy(() -> source.readFrom(name -> "x".repeat(257))).isInstanceOf(AgentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234", "A-B", "A B"})
    void refusesAVariableWhoseNameIsNoneWithoutRepeatingIt(String name) {
        assertThatThrownBy(() -> new PinSource.Environment(name))
                .hasMessage("token.pin.environment: not usable (expected: the name of an environment variable)");
    }

    @Test
    void asksAtTheTerminalAndWipesWhatWasTyped() {
        char[] typed = "s3cret".toCharArray();
        try (Pin pin = new PinSource.Prompt().readFrom(() -> typed)) {
            assertThat(pin.characters()).isEqualTo("s3cret".toCharArray());
        }
        assertThat(typed).containsOnly('\0');
    }

    @Test
    void refusesWhereNothingIsTyped() {
        assertThatThrownBy(() -> new PinSource.Prompt().readFrom(() -> null))
                .hasMessage("token.pin.prompt: nothing was typed at a terminal (expected: the PIN)");
        assertThatThrownBy(() -> new PinSource.Prompt().readFrom(() -> new char[0]))
                .isInstanceOf(AgentException.class);
    }

    @Test
    void whatIsKeptIsReadOnceAndEachLoginHasItsOwn() {
        Pin read = Pin.of("s3cret".toCharArray());
        var kept = new PinSource.Kept(read, "prompt");
        assertThat(kept.describe()).isEqualTo("prompt");
        kept.read().close();
        try (Pin second = kept.read()) {
            read.close();
            assertThat(second.characters()).isEqualTo("s3cret".toCharArray());
        }
        assertThatThrownBy(kept::read).hasMessage("PIN: closed (expected: still open)");
    }

    @Test
    void whatIsReadOnceIsReadAtTheFirstLoginAndWipedInTheEnd() {
        Pin read = Pin.of("s3cret".toCharArray());
        var once = new ReadOnce(new PinSource.Kept(read, "prompt"));
        assertThat(once.describe()).isEqualTo("prompt");
        once.read().close();
        read.close();
        try (Pin second = once.read()) {
            assertThat(second.characters()).isEqualTo("s3cret".toCharArray());
        }
        once.close();
        assertThatThrownBy(once::read).hasMessage("PIN: closed (expected: still open)");
    }

    @Test
    void saysWhereThePinComesFrom() {
        assertThat(new PinSource.File(Path.of("/p")).describe()).isEqualTo("file /p");
        assertThat(new PinSource.Credential("pin", Optional.empty()).describe()).isEqualTo("systemd credential pin");
        assertThat(new PinSource.Environment("THE_PIN").describe()).isEqualTo("environment variable THE_PIN");
        assertThat(new PinSource.Prompt().describe()).isEqualTo("prompt");
    }
}
