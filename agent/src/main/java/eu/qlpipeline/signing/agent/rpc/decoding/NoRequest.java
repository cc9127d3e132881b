package eu.qlpipeline.signing.agent.rpc.decoding;

/** Why what came for a method is no request of it. */
public enum NoRequest {
    /** Bytes that are no message of the method. */
    NO_MESSAGE,
    /** More bytes than a message may have, which where they came compressed is seen only as they are read. */
    TOO_LARGE
}
