package eu.qlpipeline.signing.client.internal.attempt;

import io.grpc.Status;
import java.util.Set;

/** Which failures of a call leave another agent to be asked. */
public final class Elsewhere {

    /**
     * The codes: of an agent that is gone or refuses because of its own state; what Netty makes of a connection that closes under a
     * call; and what a call ends with that the agent, or what stands before it, breaks off. One that this side gives up itself ends
     * with the last as well: who gives it up asks for it no more.
     */
    public static final Set<Status.Code> CODES =
            Set.of(Status.Code.UNAVAILABLE, Status.Code.UNKNOWN, Status.Code.CANCELLED);

    private Elsewhere() {}
}
