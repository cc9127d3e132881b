package eu.qlpipeline.signing.agent.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Kind;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Place;
import org.junit.jupiter.api.Test;

class FindingsTest {

    @Test
    void manyOfOneKindHideNoOtherAndAreCounted() {
        var findings = new Findings();
        var place = new Place("file", 0, 0);
        for (int i = 0; i < Findings.MOST + 7; i++) {
            findings.add(Kind.CHECKPOINT_FOREIGN, place, "of another key");
        }
        findings.add(Kind.DAMAGED, place, "no record");

        assertThat(findings.all())
                .hasSize(Findings.MOST + 1)
                .last()
                .extracting(LogFinding::kind)
                .isEqualTo(Kind.DAMAGED);
        assertThat(findings.more()).isEqualTo(7);
    }
}
