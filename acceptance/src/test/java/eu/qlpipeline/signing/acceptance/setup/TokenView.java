package eu.qlpipeline.signing.acceptance.setup;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import java.util.regex.Pattern;

/**
 * What pkcs11-tool finds in an agent's token.
 *
 * @param keys number of private keys
 * @param certificates number of certificates
 */
record TokenView(int keys, int certificates) {

    private static final Pattern KEY = Pattern.compile("^Private Key Object", Pattern.MULTILINE);
    private static final Pattern CERTIFICATE = Pattern.compile("^Certificate Object", Pattern.MULTILINE);

    static TokenView of(Stage stage, AgentHome home) {
        String objects =
                stage.pkcs11Tool(home).asUser("--list-objects").orThrow().out();
        return new TokenView(count(KEY, objects), count(CERTIFICATE, objects));
    }

    private static int count(Pattern pattern, String text) {
        return (int) pattern.matcher(text).results().count();
    }

    /** Expects one key, its one certificate, and the file of that certificate. */
    static void assertWhole(Stage stage, AgentHome home) {
        assertThat(of(stage, home)).isEqualTo(new TokenView(1, 1));
        Outcome inspected = stage.program(home).run("inspect", "--json");
        assertThat(inspected.exitCode()).as(inspected::toString).isZero();
        assertThat(inspected.json().getAsJsonObject("certificate").get("sha256").getAsString())
                .isEqualTo(stage.openSsl().fingerprint(home.certificate()));
    }
}
