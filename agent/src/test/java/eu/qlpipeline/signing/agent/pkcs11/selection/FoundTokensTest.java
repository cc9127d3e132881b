package eu.qlpipeline.signing.agent.pkcs11.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoundTokensTest {

    private static final TokenDescription ONE = new TokenDescription("one", "m", "o", "1");
    private static final TokenDescription OTHER = new TokenDescription("other", "m", "o", "2");
    private static final String SILENT = "slot 7 CKR_DEVICE_ERROR";

    private static void assertRefused(FoundTokens found, ReasonCode reason, String message) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> found.only(new TokenSelector.ByLabel("one")))
                .withMessage("token: " + message)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    @Test
    void aNamesakeHasTheSameLabelOrIsInASlotThatDoesNotTell() {
        var twin = new TokenDescription("one", "m", "o", "3");
        assertThat(new FoundTokens(List.of(OTHER, ONE), List.of()).hasNamesake(ONE))
                .isFalse();
        assertThat(new FoundTokens(List.of(twin, OTHER, ONE), List.of()).hasNamesake(ONE))
                .isTrue();
        assertThat(new FoundTokens(List.of(OTHER, ONE), List.of(SILENT)).hasNamesake(ONE))
                .isTrue();
    }

    @Test
    void aSlotThatFailsHidesNoOther() {
        assertThat(new FoundTokens(List.of(OTHER, ONE), List.of(SILENT)).only(new TokenSelector.ByLabel("one")))
                .isEqualTo(ONE);
    }

    @Test
    void aTokenThatIsNotAmongThoseFoundIsAbsent() {
        assertRefused(
                new FoundTokens(List.of(OTHER), List.of()),
                ReasonCode.TOKEN_ABSENT,
                "none matches token with label one (found: label other serial 2)");
    }

    @Test
    void aTokenThatMayBeInASlotThatFailsIsUnreachable() {
        assertRefused(
                new FoundTokens(List.of(OTHER), List.of(SILENT)),
                ReasonCode.TOKEN_UNREACHABLE,
                "none matches token with label one (found: label other serial 2, slot 7 CKR_DEVICE_ERROR)");
    }

    @Test
    void whereThereIsNoTokenOneMayCome() {
        assertRefused(
                new FoundTokens(List.of(), List.of()),
                ReasonCode.TOKEN_UNREACHABLE,
                "none matches token with label one (found: no initialised token)");
    }

    @Test
    void ofTwoThatMatchNoneIsTaken() {
        assertRefused(
                new FoundTokens(List.of(ONE, ONE), List.of(SILENT)),
                ReasonCode.TOKEN_ABSENT,
                "2 match token with label one (found: label one serial 1, label one serial 1)");
    }
}
