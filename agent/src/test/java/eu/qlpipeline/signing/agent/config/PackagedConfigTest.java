package eu.qlpipeline.signing.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration and the unit that are packaged, which belong together. */
class PackagedConfigTest {

    private static final Path PACKAGING = Path.of("..", "packaging");
    private static final Path STATE = Path.of("/var/lib");

    @TempDir
    private Path directory;

    private static List<String> unit(String key) throws IOException {
        return Files.readAllLines(PACKAGING.resolve("systemd/signing-agent.service")).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    private AgentSettings settings() {
        return new ConfigFixture(directory)
                .named(PACKAGING.resolve("signing-agent.yaml"))
                .load()
                .settings();
    }

    @Test
    void whatTheAgentWritesIsInTheDirectoryThatTheUnitLetsItWrite() throws IOException {
        Path state = STATE.resolve(unit("StateDirectory").get(0));
        AgentSettings settings = settings();

        assertThat(settings.token().latch()).hasParentRaw(state);
        assertThat(settings.audit().directory()).hasParentRaw(state);
        assertThat(settings.certificate().file()).hasParentRaw(state);
    }

    @Test
    void thePinIsTheCredentialThatTheUnitLoads() throws IOException {
        String name = unit("LoadCredential").get(0).split(":", 2)[0];
        assertThat(settings().token().pin()).isEqualTo(new PinSource.Credential(name, Optional.empty()));
    }

    /** So that what the doctor finds to be in order is so for the service. */
    @Test
    void verbsThatLogInMayWriteWhatTheServiceMay() throws IOException {
        String readme = Files.readString(PACKAGING.resolve("README.md")).replaceAll("\\\\\n *", "");
        List<String> forms = Pattern.compile("systemd-run --pipe --wait -p (.*) signing-agent (init|doctor|VERB)")
                .matcher(readme)
                .results()
                .map(form -> form.group(1))
                .toList();
        String form = forms.get(0);

        assertThat(forms).hasSize(3).containsOnly(form);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new PinSource.Credential("pin", Optional.empty()).read())
                .satisfies(e -> assertThat(e.hints()).anyMatch(hint -> hint.contains(form)));
        String ofTheUnit = form.replace("ReadWritePaths=" + STATE + "/", "StateDirectory=");
        assertThat(ofTheUnit).contains("ProtectSystem=", "StateDirectory=", "ProtectHome=", "PrivateTmp=");
        for (String setting : ofTheUnit.split(" -p ", -1)) {
            String[] parts = setting.split("=", 2);
            assertThat(unit(parts[0])).as(parts[0]).containsExactly(parts[1]);
        }
    }

    @Test
    void theUnitSetsNothingThatAVerbStartedFromAShellWouldNotSee() throws IOException {
        assertThat(unit("Environment")).isEmpty();
        assertThat(unit("EnvironmentFile")).isEmpty();
    }
}
