package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.load.Load;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that offer few sessions, and say so, under more callers than that. */
@ExtendWith(StageExtension.class)
class FewSessionsIT {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final int MANY = 30;
    private static final int SOME = 6;

    /** Numbers count attempts: it may take several. */
    private static final Pattern ANOTHER_GENERATION = Pattern.compile("generation ([2-9]|\\d{2,}) serves");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    void aTokenWithFewSessionsSignsAndIsBackAfterItHasLostThem(int sessions, Stage stage) {
        signsAndIsBack(sessions, "", stage, stage.agent("sessions-" + sessions));
    }

    /** Which the agent uses without SunPKCS11. One session stays with the login. */
    @Test
    void soDoesOneWithObjectsThatSunPkcs11DoesNotTakeIn(Stage stage) {
        AgentHome home = stage.agent("shared");
        for (String id : List.of("01", "02")) {
            stage.pkcs11Tool(home)
                    .asUser("--keygen", "--key-type", "AES:32", "--label", "backup", "--id", id)
                    .orThrow();
        }
        signsAndIsBack(2, "multiple secret keys sharing same CKA_LABEL", stage, home);
    }

    private static void signsAndIsBack(int sessions, String logged, Stage stage, AgentHome home) {
        Provider provider = stage.provider(home.directory().getFileName() + "-provider", home);
        String limit = "sessions " + sessions;
        var agent = FaultyAgent.start(stage, home, stage.faultModule(), List.of(limit));
        try (var load = new Load(agent.address(), home, provider.tls())) {
            assertThat(awaitGood(load, MANY)).containsOnly("");

            agent.control(List.of(limit, "do close-sessions"));

            awaitGood(load, MANY);
            assertThat(load.wrong()).isZero();
        }
        assertThat(agent.process().running().errorOutput())
                .containsPattern(ANOTHER_GENERATION)
                .contains(logged);
        agent.process().running().terminate();
    }

    @Test
    void waitingForTheOneSessionOfASlowTokenIsNotHanging(Stage stage) {
        AgentHome home = stage.agent("slow");
        Provider provider = stage.provider("slow-provider", home);
        var agent = FaultyAgent.start(
                stage,
                home,
                stage.faultModule(),
                List.of("sessions 1", "C_Sign delay 800 always"),
                "signing.threads",
                "4",
                "supervision.hang-seconds",
                "2");
        // Three callers: together their signatures take longer than any one of them may.
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load, SOME);
            assertThat(load.wrong()).isZero();
        }
        assertThat(agent.process().running().errorOutput()).doesNotContain("has not returned");
        agent.process().running().terminate();
    }

    @Test
    void aSignatureThatHangsInTheOneSessionDoesNotKeepTheOthersForEver(Stage stage) {
        AgentHome home = stage.agent("held");
        Provider provider = stage.provider("held-provider", home);
        var agent = FaultyAgent.start(
                stage, home, stage.faultModule(), List.of("sessions 1"), "supervision.hang-seconds", "1");
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load, MANY);

            agent.control(List.of("sessions 1", "C_Sign hang 1"));

            await().atMost(AMPLE)
                    .until(() -> agent.process().running().errorOutput().contains("has not returned"));
            awaitGood(load, MANY);
            assertThat(load.wrong()).isZero();
        }
        assertThat(agent.process().running().errorOutput()).containsPattern(ANOTHER_GENERATION);
        agent.process().running().terminate();
    }

    /** Waits for that many good signatures; returns the outcomes of all calls until then. */
    private static List<String> awaitGood(Load load, int wanted) {
        load.drain();
        var outcomes = new ArrayList<String>();
        await().atMost(AMPLE).until(() -> {
            load.drain().stream().map(Load.Call::outcome).forEach(outcomes::add);
            return outcomes.stream().filter(String::isEmpty).count() >= wanted;
        });
        return outcomes;
    }
}
