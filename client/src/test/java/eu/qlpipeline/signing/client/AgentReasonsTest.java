package eu.qlpipeline.signing.client;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.v1.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AgentReasonsTest {

    @Test
    void everyReasonOfTheWireIsAReasonOfTheClientAndNoOther() {
        assertThat(Arrays.stream(AgentRefusedException.Reason.values()).map(Enum::name))
                .containsExactlyElementsOf(Arrays.stream(Reason.values())
                        .filter(reason -> reason != Reason.UNRECOGNIZED)
                        .map(reason -> reason.name().substring("REASON_".length()))
                        .toList());
    }
}
