package eu.qlpipeline.signing.acceptance.policy;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Spy;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A refused PIN is tried once, whatever starts the agent again. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PinLatchIT {

    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int USAGE = 2;
    private static final int UNREACHABLE = 3;
    private static final String WRONG = "0000-not-the-pin";

    private final Stage stage;

    PinLatchIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aLoopOfRestartsMakesOneAttemptUntilAPersonSaysOtherwise() throws IOException {
        AgentHome home = stage.agent("loop");
        Path latch = home.directory().resolve("pin-latch.yaml");
        var spy = Spy.on(home);
        AgentProgram right = spy.watch(stage.program(home), home);
        AgentProgram wrong = right.set("token.pin.file", wrongPin(home).toString());

        Refusal.of(wrong.run("serve"), REFUSED)
                .says("PIN of token ql-token: refused with CKR_PIN_INCORRECT on ", ", latched; not tried again")
                .hints("signing-agent pin unlatch");
        assertThat(latch).content().contains("refusals: 1").doesNotContain(WRONG);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(latch)))
                .isEqualTo("rw-------");
        // The token forgets, as tokens without flags do.
        stage.pkcs11Tool(home).asUser("--list-objects").orThrow();

        for (String verb : new String[] {"serve", "serve", "inspect"}) {
            Refusal.of(wrong.run(verb), REFUSED)
                    .says("PIN of token ql-token: refused with CKR_PIN_INCORRECT on ", ", latched; not tried again")
                    .hints("signing-agent pin unlatch");
        }
        Refusal.of(right.run("serve"), REFUSED).says(", latched; not tried again");
        assertThat(logins(spy)).isEqualTo(1);

        Outcome latched = right.run("pin", "status", "--json");
        assertThat(latched.exitCode()).isEqualTo(REFUSED);
        assertThat(latched.json().get("latched").getAsBoolean()).isTrue();
        assertThat(latched.json().get("error").getAsString()).isEqualTo("CKR_PIN_INCORRECT");
        assertThat(latched.json().get("token").getAsString()).isEqualTo("usable");

        assertThat(right.run("pin", "unlatch").orThrow().out())
                .isEqualTo("unlatched: the next login is tried\nfile: " + latch + "\n");
        assertThat(latch).doesNotExist();
        assertThat(right.run("inspect").exitCode()).isEqualTo(DONE);
        assertThat(latch).doesNotExist();
        assertThat(right.run("pin", "status").orThrow().out()).startsWith("not latched\ntoken says: usable\n");
        assertThat(right.run("pin", "unlatch").orThrow().out())
                .isEqualTo("not latched: nothing to do\nfile: " + latch + "\n");
    }

    @Test
    void unlatchingDoesNotOverrideWhatTheTokenSays() throws IOException {
        AgentHome home = stage.agent("token-says");
        var spy = Spy.on(home);
        AgentProgram right = spy.watch(stage.program(home), home);
        right.set("token.pin.file", wrongPin(home).toString()).run("serve");
        Path latch = home.directory().resolve("pin-latch.yaml");
        String byHand = "pkcs11-tool --module " + spy.library() + " --token-label ql-token --login --list-objects";
        Outcome unlatched = right.run("pin", "unlatch").orThrow();
        assertThat(unlatched.out())
                .isEqualTo("unlatched, but the token is at risk: no login is tried before one by hand\nfile: " + latch
                        + "\n");
        assertThat(unlatched.err()).contains("hint: log in once by hand with the right PIN: " + byHand + "\n");
        assertThat(right.run("pin", "unlatch").orThrow().out())
                .isEqualTo("not latched, but the token is at risk: no login is tried before one by hand\nfile: " + latch
                        + "\n");

        Outcome status = right.run("pin", "status");
        assertThat(status.exitCode()).isEqualTo(REFUSED);
        assertThat(status.out()).startsWith("not latched\ntoken says: at-risk\n");
        Refusal.of(right.run("serve"), REFUSED)
                .says("PIN of token ql-token: refused before, few tries left; not tried again")
                .hints("log in once by hand with the right PIN: " + byHand);
        assertThat(logins(spy)).isEqualTo(1);

        assertThat(typed(home, spy, byHand + " --pin env:PIN").exitCode()).isEqualTo(DONE);
        assertThat(right.run("pin", "unlatch").orThrow().out())
                .isEqualTo("not latched: nothing to do\nfile: " + latch + "\n");
        assertThat(right.run("inspect").exitCode()).isEqualTo(DONE);
    }

    @Test
    void aTokenAtItsFinalTryIsGivenNoPinThoughItSaysNothingElse() throws IOException {
        AgentHome home = stage.agent("final-try");
        Path calls = home.directory().resolve("calls");
        AgentProgram program = onFaults(home, "pin final-try").withVariable("FAULT_PKCS11_LOG", calls.toString());

        Refusal.of(program.run("inspect"), REFUSED)
                .says("PIN of token ql-token: refused before, few tries left; not tried again")
                .hints("log in once by hand with the right PIN: ");
        assertThat(program.run("pin", "status").out()).startsWith("not latched\ntoken says: at-risk\n");
        assertThat(calls).content().contains("told pin final-try").doesNotContain("C_Login");
    }

    @Test
    void noLoginIsTriedWhereItsRefusalCouldNotBeRemembered() {
        AgentHome home = stage.agent("no-place");
        var spy = Spy.on(home);
        Path nowhere = home.directory().resolve("missing").resolve("latch");
        Refusal.of(
                        spy.watch(stage.program(home), home)
                                .set("token.latch", nowhere.toString())
                                .run("serve"),
                        USAGE)
                .says("token.latch: " + nowhere + " cannot be written: " + nowhere.getParent() + " is not there")
                .hints("mkdir -p " + nowhere.getParent(), "--set token.latch=FILE");
        assertThat(logins(spy)).isZero();
    }

    @Test
    void noLoginIsTriedWhereTheLatchCannotBeRead() throws IOException {
        AgentHome home = stage.agent("broken");
        var spy = Spy.on(home);
        Files.writeString(home.directory().resolve("pin-latch.yaml"), "refusals: perhaps\n");
        AgentProgram program = spy.watch(stage.program(home), home);
        Refusal.of(program.run("serve"), REFUSED)
                .says("pin-latch.yaml: unsettled: not set (expected: a value)", "; no PIN is tried without it")
                .hints("signing-agent pin unlatch");
        assertThat(logins(spy)).isZero();
        program.run("pin", "unlatch").orThrow();
        assertThat(program.run("inspect").exitCode()).isEqualTo(DONE);
    }

    @Test
    void noLoginIsTriedWithTheLatchOfAnotherToken() throws IOException {
        AgentHome home = stage.agent("shared");
        var spy = Spy.on(home);
        String remembered = "unsettled: 1\nrefusals: 0\ntoken: 'hsm2'\nserial: '00B'\n";
        Path latch = Files.writeString(home.directory().resolve("pin-latch.yaml"), remembered);
        AgentProgram program = spy.watch(stage.program(home), home);

        for (String verb : new String[] {"serve", "inspect"}) {
            Refusal.of(program.run(verb), REFUSED)
                    .says(
                            "token.latch: ",
                            "pin-latch.yaml is of token hsm2 serial 00B (expected: of token ql-token serial ",
                            "; no PIN is tried with it")
                    .hints("token.latch", "signing-agent pin unlatch");
        }
        assertThat(logins(spy)).isZero();
        assertThat(latch).hasContent(remembered);

        Outcome status = program.run("pin", "status");
        assertThat(status.exitCode()).isEqualTo(REFUSED);
        assertThat(status.out()).startsWith("latched; the file is of another token: hsm2 serial 00B\n");
        Outcome object = program.run("pin", "status", "--json");
        assertThat(object.json().get("latched").getAsBoolean()).isTrue();
        assertThat(object.json().get("otherToken").getAsString()).isEqualTo("hsm2 serial 00B");
    }

    @Test
    void statusSaysUntilWhenNoLoginIsTriedAfterAnAnswerThatMayMeanThePin() throws IOException {
        AgentHome home = stage.agent("pause");
        AgentProgram program = onFaults(home, "C_Login return 0x80000001 1");
        assertThat(program.run("inspect").exitCode()).isNotEqualTo(DONE);

        Outcome paused = program.run("pin", "status");
        assertThat(paused.exitCode()).isEqualTo(REFUSED);
        assertThat(paused.out())
                .containsPattern("^not latched; token ql-token answered .*; tried again after 20\\d\\d-");
        Outcome object = program.run("pin", "status", "--json");
        assertThat(object.exitCode()).isEqualTo(REFUSED);
        assertThat(Instant.parse(object.json().get("pausedUntil").getAsString()))
                .isEqualTo(Instant.parse(object.json().get("at").getAsString()).plusSeconds(60));
        assertThat(object.json().get("ok").getAsBoolean()).isFalse();

        program.run("pin", "unlatch").orThrow();
        program.run("pin", "status").orThrow();
    }

    @Test
    void aTokenThatHangsIsNotWaitedFor() throws IOException {
        AgentHome home = stage.agent("hangs");
        AgentProgram program = onFaults(home, "C_GetTokenInfo hang always").set("supervision.hang-seconds", "2");
        Path latch = Files.writeString(home.directory().resolve("pin-latch.yaml"), "unsettled: 2\nrefusals: 0\n");

        Outcome unlatched = program.run("pin", "unlatch").orThrow();
        assertThat(unlatched.out()).startsWith("unlatched: the next login is tried\n");
        assertThat(unlatched.err()).contains("hint: the token could not be asked", "C_GetTokenInfo has not returned");
        assertThat(latch).doesNotExist();

        Outcome status = program.run("pin", "status");
        assertThat(status.exitCode()).isEqualTo(UNREACHABLE);
        assertThat(status.out()).contains("reason: token: C_GetTokenInfo has not returned within 2 s");
    }

    private AgentProgram onFaults(AgentHome home, String fault) throws IOException {
        Path control = Files.writeString(home.directory().resolve("faults"), fault + "\n");
        return stage.program(home)
                .withVariable("FAULT_PKCS11_MODULE", home.token().module().toString())
                .withVariable("FAULT_PKCS11_CONTROL", control.toString())
                .set("token.module", stage.faultModule().toString());
    }

    @Test
    void pinWithoutAVerbSaysWhichThereAre() {
        Refusal.of(stage.program(stage.agent("verbs")).run("pin"), USAGE)
                .says("pin: no verb (expected: status or unlatch)");
    }

    /** What a person typed into a shell, though with the PIN where nobody needs to be asked for it. */
    private Outcome typed(AgentHome home, Spy spy, String command) {
        Program shell = Program.of(home.directory(), "bash", "-c", command)
                .withVariable("SOFTHSM2_CONF", home.token().configuration().toString())
                .withVariable("PKCS11SPY", home.token().module().toString())
                .withVariable("PKCS11SPY_OUTPUT", spy.journal() + ".by-hand")
                .withVariable("PIN", home.token().pin());
        return stage.run(shell);
    }

    private static int logins(Spy spy) {
        return Collections.frequency(spy.calls(), "C_Login");
    }

    private static Path wrongPin(AgentHome home) throws IOException {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(Files.createFile(home.directory().resolve("wrong"), owner), WRONG);
    }
}
