package eu.qlpipeline.signing.agent.audit.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentReaderTest {

    private static final SegmentHeader HEADER = new SegmentHeader(new Origin("signing-agent-audit/test"), 0, List.of());

    /** A file that ends where the agent has come to, and has all of it at the next look. */
    private static final class Growing extends FilterInputStream {

        private int left;

        Growing(byte[] content, int end) {
            super(new ByteArrayInputStream(content));
            this.left = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                left = Integer.MAX_VALUE;
                return -1;
            }
            int read = super.read(target, offset, Math.min(left, length));
            left -= read;
            return read;
        }
    }

    private static byte[] segmentOf(byte[] content) {
        ByteBuffer header = HEADER.encode();
        ByteBuffer segment = ByteBuffer.allocate(header.remaining() + Frame.LONGEST);
        segment.put(header);
        Frame.put(segment, content);
        return Arrays.copyOf(segment.array(), segment.position());
    }

    private static SegmentReader read(InputStream segment) throws Exception {
        return SegmentReader.read(new SegmentName(0), segment);
    }

    @Test
    void aRecordThatIsBeingWrittenIsTornWhereverItsWriterHasComeTo() throws Exception {
        byte[] content = new byte[100];
        new Random(5).nextBytes(content);
        byte[] segment = segmentOf(content);
        int begin = HEADER.length();
        for (int end = begin + 1; end < segment.length; end++) {
            try (SegmentReader reader = read(new Growing(segment, end))) {
                assertThatExceptionOfType(DamageException.class)
                        .as("%d bytes of it", end - begin)
                        .isThrownBy(reader::next)
                        .satisfies(e -> assertThat(e.isTorn()).isTrue());
            }
        }
        try (SegmentReader reader = read(new ByteArrayInputStream(segment))) {
            assertThat(reader.next().orElseThrow().content()).isEqualTo(content);
        }
    }
}
