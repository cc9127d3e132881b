package eu.qlpipeline.signing.agent.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

    @Test
    void suggestsTheNearestName() {
        assertThat(Spelling.unknown("key", "tokn", List.of("server", "token")))
                .isEqualTo("unknown key: tokn (did you mean token?)");
    }

    @Test
    void listsAFewNamesWhereNoneIsNear() {
        assertThat(Spelling.unknown("purpose", "everything", List.of("raw-challenge")))
                .isEqualTo("unknown purpose: everything (expected: raw-challenge)");
    }

    @Test
    void doesNotListMany() {
        assertThat(Spelling.unknown("key", "zzzz", List.of("a", "b", "c", "d", "e", "f", "g", "h", "i")))
                .isEqualTo("unknown key: zzzz");
    }

    @Test
    void doesNotCompareALongName() {
        assertThat(Spelling.nearest("a".repeat(65), List.of("a".repeat(64)))).isEmpty();
    }
}
