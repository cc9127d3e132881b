package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowthTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "audit.md");

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void theDocumentSaysWhatARequestLeaves(long number) throws IOException {
        RequestFacts facts = TestingAudit.facts(number);
        int names = facts.caller().length()
                + facts.audience().map(Audience::value).map(String::length).orElse(0);
        int bytes = framed(new AuditRecord.Intent(1, 1, facts))
                + framed(new AuditRecord.Outcome(2, 1, 1, facts, TestingAudit.result(number)));

        assertThat(Files.readString(DOCUMENT)).contains("leaves " + (bytes - 2 * names) + " bytes, and twice ");
    }

    private static int framed(AuditRecord logRecord) {
        ByteBuffer target = ByteBuffer.allocate(Frame.LONGEST);
        Frame.put(target, RecordCodec.encode(logRecord));
        return target.position();
    }
}
