package eu.qlpipeline.signing.agent.rpc.decoding;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Decodes the requests of one method. Of bytes that are no message it makes one that stands for all of them: an exception would
 * end the call before anything of the agent hears of it, and gRPC would log it with its stack trace each time.
 *
 * <p>Safe for use by several threads.
 *
 * @param <Q> the requests
 */
final class RequestMarshaller<Q> implements MethodDescriptor.Marshaller<Q> {

    private final PrototypeMarshaller<Q> real;
    private final Q unreadable;

    RequestMarshaller(PrototypeMarshaller<Q> real) {
        this.real = real;
        this.unreadable = another(real);
    }

    /** Known by its identity: it equals an empty request, and is none. */
    @SuppressWarnings("unchecked")
    private static <Q> Q another(PrototypeMarshaller<Q> real) {
        return (Q)
                ((MessageLite) real.getMessagePrototype()).newBuilderForType().buildPartial();
    }

    /** Whether it stands for bytes that are no message. */
    @SuppressWarnings("ReferenceEquality")
    boolean isUnreadable(Object request) {
        return request == unreadable;
    }

    @Override
    public InputStream stream(Q request) {
        return real.stream(request);
    }

    @Override
    public Q parse(InputStream bytes) {
        try {
            return real.parse(bytes);
        } catch (StatusRuntimeException e) {
            return unreadable;
        }
    }
}
