package eu.qlpipeline.signing.agent.rpc.memory;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListener;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListenerDecorator;

/**
 * Hands the payload of DATA frames on as a copy of its own. As it comes it is a part of all that was read from the connection at
 * once; a request of which one byte has come would keep 16 KiB in memory for it. Confined to the thread of its connection.
 */
public final class OwnData extends Http2FrameListenerDecorator {

    /** @param listener takes the frames */
    public OwnData(Http2FrameListener listener) {
        super(listener);
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last)
            throws Http2Exception {
        ByteBuf own = Unpooled.copiedBuffer(data);
        try {
            return super.onDataRead(context, stream, own, padding, last);
        } finally {
            own.release();
        }
    }
}
