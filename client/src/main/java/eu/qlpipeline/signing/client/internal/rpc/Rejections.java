package eu.qlpipeline.signing.client.internal.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import eu.qlpipeline.signing.v1.Rejection;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;

/** What an agent says of its refusal, in the details of gRPC's status. */
public final class Rejections {

    private Rejections() {}

    /** The rejection in the details of a failure; none where it comes from elsewhere, does not parse, or is of another code. */
    public static Optional<Rejection> in(StatusRuntimeException failure) {
        com.google.rpc.Status status;
        try {
            status = StatusProto.fromThrowable(failure);
        } catch (IllegalArgumentException e) {
            // They do not parse, or are of another code than the call's.
            return Optional.empty();
        }
        if (status == null) {
            return Optional.empty();
        }
        for (Any detail : status.getDetailsList()) {
            if (detail.is(Rejection.class)) {
                try {
                    return Optional.of(detail.unpack(Rejection.class));
                } catch (InvalidProtocolBufferException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
