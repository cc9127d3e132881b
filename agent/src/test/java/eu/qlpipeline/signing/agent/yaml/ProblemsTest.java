package eu.qlpipeline.signing.agent.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    private final Problems problems = new Problems();

    @Test
    void isSilentWithoutAProblem() {
        assertThatCode(problems::throwIfAny).doesNotThrowAnyException();
    }

    @Test
    void throwsAllTogetherOneLineEachWithEachHintOnce() {
        problems.add(new Location("f.yaml", 12, 3), "one", "do this");
        problems.add(Location.of("--set"), "two", "do this", "do that");

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(problems::throwIfAny)
                .withMessage("f.yaml:12:3: one\n--set: two")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.CONFIGURATION))
                .satisfies(e -> assertThat(e.hints()).containsExactly("do this", "do that"));
    }

    @Test
    void saysWhereToLookWhereNoProblemHasAHint() {
        problems.add(new Location("f.yaml", 12, 3), "one");

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(problems::throwIfAny)
                .satisfies(e -> assertThat(e.hints()).singleElement().asString().contains("docs/configuration.md"));
    }

    @Test
    void turnsARefusalIntoAProblem() {
        assertThat(problems.attempt(Location.of("here"), () -> {
                    throw new AgentException(ReasonCode.CONFIGURATION, "not so", "but so");
                }))
                .isEmpty();
        assertThat(problems.list()).singleElement().hasToString("here: not so");
        assertThat(problems.list().get(0).hints()).containsExactly("but so");
    }
}
