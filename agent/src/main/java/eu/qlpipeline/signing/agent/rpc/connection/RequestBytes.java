package eu.qlpipeline.signing.agent.rpc.connection;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of the parts of a call's request as they come, long before there is a request. A call without any is only a name; one
 * with a part of its request holds memory for it. Confined to the thread of its connection.
 */
public final class RequestBytes extends ServerStreamTracer {

    private static final Context.Key<RequestBytes> CURRENT = Context.key("request-bytes");

    private @Nullable LongConsumer part;

    private RequestBytes() {}

    /** Has every call of a server traced. */
    public static ServerStreamTracer.Factory factory() {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return new RequestBytes();
            }
        };
    }

    /** That of the call in the current context; empty where its server does not trace. */
    static Optional<RequestBytes> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Has this told the size of each part, in bytes. */
    void onPart(LongConsumer action) {
        part = action;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(CURRENT, this);
    }

    @Override
    public void inboundWireSize(long bytes) {
        LongConsumer action = part;
        if (action != null) {
            action.accept(bytes);
        }
    }
}
