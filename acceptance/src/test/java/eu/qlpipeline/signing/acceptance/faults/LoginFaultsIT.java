package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.load.Load;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logins that hang, that are refused without a reason, and that only the token's own keys would end. */
@ExtendWith(StageExtension.class)
class LoginFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> WELL = List.of("# well");
    private static final int SEVERAL = 4;

    /** Not by C_Finalize. */
    private static final String HUNG_AND_CLOSED =
            " C_Sign hung no more\n(?s:.*?) C_Sign session=(\\d+) real=CKR_OK .*\n"
                    + "(?:(?! C_Finalize )(?s:.))* C_CloseSession session=\\1 real=CKR_OK";

    private final Stage stage;
    private final AgentHome home;
    private final Provider provider;
    private final Path latch;

    LoginFaultsIT(Stage stage, TestInfo test) {
        String name = Integer.toHexString(test.getDisplayName().hashCode());
        this.stage = stage;
        home = stage.agent(name);
        provider = stage.provider("provider-" + name, home);
        latch = home.directory().resolve("pin-latch.yaml");
    }

    private FaultyAgent start(String... lines) {
        return FaultyAgent.start(
                stage,
                home,
                stage.faultModule(),
                List.of(lines),
                "supervision.hang-seconds",
                "1",
                "supervision.keep-alive-seconds",
                "1");
    }

    private void awaitGood(Load load) {
        load.drain();
        await().atMost(SOON).until(() -> load.drain().stream().anyMatch(Load.Call::isGood));
    }

    private void awaitLatch(String content) {
        await().atMost(SOON)
                .until(() -> Files.exists(latch) && Files.readString(latch).contains(content));
    }

    private static void awaitNoted(FaultyAgent agent, String pattern, int times) {
        await().atMost(SOON).until(() -> agent.journal().count(pattern) >= times);
    }

    @Test
    void loginsThatOthersDidNotEndDoNotLatchAnAgentThatServes() {
        FaultyAgent agent = start("# well");
        for (int interrupted = 1; interrupted <= 2; interrupted++) {
            RunningProgram doctor = agent.beside(List.of("C_Login hang 1"), "doctor");
            awaitLatch("unsettled: " + interrupted);
            doctor.kill();
            doctor.waitFor(SOON);
        }
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load);
            agent.journal().skip();
            agent.control(List.of("do close-sessions"));

            awaitNoted(agent, " C_Login .*returned=CKR_OK", 1);
            awaitGood(load);
        }
        assertThat(agent.process().running().errorOutput()).doesNotContain("LATCHED");
        agent.process().running().terminate();
    }

    @Test
    void aHangupDuringTheFirstLoginIsAnsweredLaterAndEndsNothing() {
        // Whoever runs the tests by nohup has the signal ignored by all that they start.
        RunningProgram starting = FaultyAgent.program(
                        stage, home, stage.faultModule(), List.of("C_Login hang 1"), "supervision.hang-seconds", "4")
                .start(List.of("env", "--default-signal=HUP"), "serve");
        awaitLatch("unsettled: 1");
        stage.processes()
                .run(Program.of(home.directory(), "kill", "-HUP", Long.toString(starting.pid())), SOON)
                .orThrow();

        starting.awaitError(Pattern.compile("reload: callers: 1 in effect"), SOON);
        starting.terminate();
    }

    @Test
    void aRefusedPinIsLoggedOnceHoweverOftenItIsLookedAt() {
        FaultyAgent agent = start("# well");
        agent.control(List.of("do close-sessions", "C_Login return CKR_PIN_INCORRECT always"));
        awaitLatch("refusals: 1");
        String looks = " C_GetTokenInfo ";
        awaitNoted(agent, looks, agent.journal().count(looks) + SEVERAL);

        assertThat(agent.process().running().errorOutput().lines())
                .filteredOn(line -> line.contains("PIN of token"))
                .singleElement()
                .asString()
                .contains(
                        " ERROR ",
                        "LATCHED: PIN of token ql-token: refused with CKR_PIN_INCORRECT on ",
                        ", latched; not tried again; ",
                        "log in once by hand",
                        "signing-agent pin unlatch");
        agent.process().running().terminate();
    }

    @Test
    void aLoginRefusedWithAVendorsCodeIsTriedOnceMoreAfterAWhileAndThenNoMore() throws IOException {
        FaultyAgent agent = start("C_Login return 0x80000141 always");
        String looks = " C_GetTokenInfo ";
        String logins = " C_Login ";
        awaitNoted(agent, looks, SEVERAL);
        assertThat(agent.journal().count(logins)).isEqualTo(1);

        aMinuteLater();
        awaitLatch("unsettled: 2");
        aMinuteLater();
        awaitNoted(agent, looks, agent.journal().count(looks) + SEVERAL);
        assertThat(agent.journal().count(logins)).isEqualTo(2);
        assertThat(agent.process().running().errorOutput())
                .contains("PIN of token ql-token: answered with CKR 0x80000141 on ", ", which may mean the PIN; ")
                .contains(
                        "LATCHED: PIN of token ql-token: 2 logins without a known outcome (the last: CKR 0x80000141 on ");

        agent.control(WELL);
        agent.unlatch();
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load);
        }
        agent.process().running().terminate();
    }

    private void aMinuteLater() throws IOException {
        String written = Files.readString(latch);
        Path changed = latch.resolveSibling("changed");
        Files.writeString(changed, written.replaceFirst("\nat: [0-9]{4}", "\nat: 2020"));
        Files.move(changed, latch, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void theLibraryIsNotFinalizedWhileACallHangsInIt() {
        FaultyAgent agent = start("# well");
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load);
            agent.journal().skip();
            agent.control(List.of("C_SignFinal hang 1", "C_SignFinal return CKR_DEVICE_REMOVED always"));

            awaitNoted(agent, " C_SignFinal .*real=- returned=CKR_DEVICE_REMOVED", SEVERAL + 2);
            assertThat(agent.journal().count(" C_SignFinal hang")).isEqualTo(1);
            assertThat(agent.journal().count(" C_Finalize ")).isZero();

            agent.control(WELL);
            awaitGood(load);
            assertThat(load.wrong()).isZero();
        }
        agent.process().running().terminate();
    }

    /** The attempt has the only session, so that the next has none. */
    private static void hangInTheSelfTest(FaultyAgent agent) {
        agent.journal().skip();
        agent.control(List.of("sessions 1", "do close-sessions", "C_Sign hang 1"));
        awaitNoted(agent, " C_OpenSession .*returned=CKR_SESSION_COUNT", 1);
    }

    @Test
    void theOnlySessionOfAnAttemptThatWasGivenUpIsClosedWhenItReturns() {
        FaultyAgent agent = start("sessions 1");
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load);
            hangInTheSelfTest(agent);

            agent.control(List.of("sessions 1"));
            awaitNoted(agent, HUNG_AND_CLOSED, 1);
            awaitGood(load);
        }
        agent.process().running().terminate();
    }

    /** Where one waits for the other, neither another attempt nor the end by exit code 5 would ever come. */
    @Test
    void aSessionThatDoesNotCloseKeepsNobodyWaiting() {
        FaultyAgent agent = start("sessions 1");
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load);
            hangInTheSelfTest(agent);

            agent.control(List.of("sessions 1", "C_CloseSession hang always"));
            awaitNoted(agent, " C_CloseSession hang", 1);
            agent.restartWhenEnded(SOON);
            assertThat(agent.journal().count(" C_Finalize ")).isZero();
        }
    }

    @Test
    void aLibraryThatDoesNotReturnFromCFinalizeIsInitialisedAllTheSame() {
        FaultyAgent agent = start("# well");
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load);
            agent.journal().skip();
            agent.control(List.of("C_SignInit return CKR_CRYPTOKI_NOT_INITIALIZED 4", "C_Finalize hang always"));

            awaitNoted(agent, " C_Finalize hang", 1);
            awaitGood(load);
            assertThat(load.wrong()).isZero();
        }
        agent.process().running().terminate();
    }

    @Test
    void attemptsThatWereGivenUpBeforeTheirLoginSpendNoTryOfThePin() throws IOException {
        Path wrong = Files.writeString(home.directory().resolve("wrong-pin"), "0000-not-the-pin\n");
        Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-------"));
        FaultyAgent agent = FaultyAgent.start(
                stage,
                home,
                stage.faultModule(),
                List.of("C_OpenSession hang always"),
                "supervision.hang-seconds",
                "1",
                "token.pin.file",
                wrong.toString());
        awaitNoted(agent, " C_OpenSession hang", SEVERAL);

        agent.control(WELL);
        awaitLatch("refusals: 1");
        awaitNoted(agent, " C_OpenSession .*returned=CKR_OK", SEVERAL + 1);
        assertThat(agent.journal().count(" C_Login ")).isEqualTo(1);
        agent.process().running().terminate();
    }

    @Test
    void aTokenThatCanAskForItsPinIsGivenIt() {
        FaultyAgent agent = start("token-flag 0x100");
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load);
            agent.control(List.of("token-flag 0x100", "do close-sessions"));
            awaitNoted(agent, " beneath C_CloseAllSessions ", 1);
            awaitGood(load);
        }
        agent.process().running().terminate();
    }

    @Test
    void anExpiredPinThatSignaturesAreRefusedForIsAPersonsToChange() {
        FaultyAgent agent = start("# well");
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load);
            agent.control(List.of("C_SignInit return CKR_PIN_EXPIRED always"));
            await().atMost(SOON)
                    .until(() -> load.drain().stream()
                            .anyMatch(call -> call.outcome().equals("UNAVAILABLE PIN_REJECTED")));
            await().atMost(SOON)
                    .until(() -> agent.process()
                            .running()
                            .errorOutput()
                            .contains("LATCHED: self-test: the token does not sign: CKR_PIN_EXPIRED"));
            assertThat(agent.process().running().errorOutput()).contains("change it with the HSM's own tool");

            agent.control(WELL);
            awaitGood(load);
        }
        agent.process().running().terminate();
    }
}
