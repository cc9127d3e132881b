package eu.qlpipeline.signing.agent.rpc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2EventAdapter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnDataTest {

    private static final int READ_AT_ONCE = 16 * 1024;

    private final List<ByteBuf> kept = new ArrayList<>();

    @Test
    void whatIsKeptOfARequestKeepsNothingElse() throws Exception {
        var frames = new OwnData(new Http2EventAdapter() {
            @Override
            public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last) {
                kept.add(data.retain());
                return data.readableBytes() + padding;
            }
        });
        ByteBuf record = Unpooled.buffer(READ_AT_ONCE).writeZero(READ_AT_ONCE);
        record.setByte(7, 42);
        var context = new EmbeddedChannel(new ChannelInboundHandlerAdapter())
                .pipeline()
                .firstContext();

        assertThat(frames.onDataRead(context, 1, record.slice(7, 1), 3, false)).isEqualTo(4);

        record.setByte(7, 0);
        assertThat(record.release()).as("nothing else holds it").isTrue();
        ByteBuf own = kept.get(0);
        assertThat(ByteBufUtil.getBytes(own)).containsExactly(42);
        assertThat(own.capacity()).isEqualTo(1);
        assertThat(own.release()).as("held once").isTrue();
    }
}
