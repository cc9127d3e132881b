package eu.qlpipeline.signing.agent.rpc.decoding;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Services whose requests are told apart from bytes that are none, before any method of them sees either. */
public final class ReadableService {

    private ReadableService() {}

    /** That service; who intercepts its calls asks for the {@link #flaw} of each request. */
    public static ServerServiceDefinition of(BindableService service) {
        ServerServiceDefinition bound = service.bindService();
        ServiceDescriptor descriptor = bound.getServiceDescriptor();
        var readable = ServiceDescriptor.newBuilder(descriptor.getName())
                // For reflection.
                .setSchemaDescriptor(descriptor.getSchemaDescriptor());
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        for (ServerMethodDefinition<?, ?> method : bound.getMethods()) {
            ServerMethodDefinition<?, ?> own = readable(method);
            methods.add(own);
            readable.addMethod(own.getMethodDescriptor());
        }
        var definition = ServerServiceDefinition.builder(readable.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private static <Q, A> ServerMethodDefinition<Q, A> readable(ServerMethodDefinition<Q, A> method) {
        MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
        var marshaller = new RequestMarshaller<>((PrototypeMarshaller<Q>) descriptor.getRequestMarshaller());
        return ServerMethodDefinition.create(
                descriptor.toBuilder(marshaller, descriptor.getResponseMarshaller())
                        .build(),
                method.getServerCallHandler());
    }

    /** Why what came as a request of that method is none; empty where it is one. */
    public static <Q> Optional<NoRequest> flaw(MethodDescriptor<Q, ?> method, Q request) {
        return method.getRequestMarshaller() instanceof RequestMarshaller<Q> marshaller
                ? marshaller.flaw(request)
                : Optional.empty();
    }
}
