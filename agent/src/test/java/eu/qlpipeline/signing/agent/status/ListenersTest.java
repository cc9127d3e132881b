package eu.qlpipeline.signing.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenersTest {

    @Test
    void theDefectOfOneKeepsNobodyFromHearing() {
        List<String> heard = new ArrayList<>();
        var listeners = new Listeners();
        listeners.add(() -> heard.add("first"));
        listeners.add(() -> {
            throw new AssertionError("defect");
        });
        listeners.add(() -> {
            throw new IllegalStateException("another");
        });
        listeners.add(() -> heard.add("last"));

        try (CapturedLog log = CapturedLog.of(Listeners.class.getName())) {
            listeners.tell();
            assertThat(log.lines())
                    .containsExactly("SEVERE agent: defect of a listener", "SEVERE agent: defect of a listener");
        }
        assertThat(heard).containsExactly("first", "last");
    }
}
