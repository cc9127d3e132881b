package eu.qlpipeline.signing.agent.rpc.decoding;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Decodes the requests of one method. Of bytes that are none it makes one request for each reason, which stands for all of them: an
 * exception would end the call before anything of the agent hears of it, and gRPC would log it with its stack trace each time.
 *
 * <p>Safe for use by several threads.
 *
 * @param <Q> the requests
 */
final class RequestMarshaller<Q> implements MethodDescriptor.Marshaller<Q> {

    private final PrototypeMarshaller<Q> real;
    private final Q noMessage;
    private final Q tooLarge;

    RequestMarshaller(PrototypeMarshaller<Q> real) {
        this.real = real;
        this.noMessage = another(real);
        this.tooLarge = another(real);
    }

    /** Known by its identity: it equals an empty request, and is none. */
    @SuppressWarnings("unchecked")
    private static <Q> Q another(PrototypeMarshaller<Q> real) {
        return (Q)
                ((MessageLite) real.getMessagePrototype()).newBuilderForType().buildPartial();
    }

    /** Why that is no request; empty where it is one. */
    @SuppressWarnings("ReferenceEquality")
    Optional<NoRequest> flaw(Object request) {
        if (request == noMessage) {
            return Optional.of(NoRequest.NO_MESSAGE);
        }
        return request == tooLarge ? Optional.of(NoRequest.TOO_LARGE) : Optional.empty();
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
            return e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED ? tooLarge : noMessage;
        }
    }
}
