package eu.qlpipeline.signing.agent.rpc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelOutboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class PausedReadingTest {

    private int reads;

    private final EmbeddedChannel channel = new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
                @Override
                public void read(ChannelHandlerContext context) {
                    reads++;
                }
            },
            new PausedReading());

    private void setWritable(boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
    }

    @Test
    void readsNothingWhileWhatIsToBeSentWaits() {
        channel.read();
        assertThat(reads).isPositive();
        setWritable(false);
        int before = reads;

        channel.read();
        channel.read();
        assertThat(reads).isEqualTo(before);
        assertThat(channel.config().isAutoRead()).isFalse();

        setWritable(true);
        assertThat(reads).isGreaterThan(before);
        assertThat(channel.config().isAutoRead()).isTrue();
        int after = reads;
        channel.read();
        assertThat(reads).isGreaterThan(after);
    }
}
