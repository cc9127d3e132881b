package eu.qlpipeline.signing.agent.rpc.connection;

/**
 * What connections may take together, so that nobody fills the memory of the agent with what waits.
 *
 * @param calls how many calls of one caller may be open
 * @param streams how many of them may be other than unary: those may stay open as long as the connection
 * @param arriving how many of the unary ones may have a part of their request, which is held until the rest comes
 * @param refused how many more may be open because their refusal was not taken up, before the connection is closed
 * @param handshakes how many connections, of callers and strangers, may be in their TLS handshake
 */
public record SharedLimits(int calls, int streams, int arriving, int refused, int handshakes) {

    /** What an agent allows: of unary calls as many as may wait in its queue. */
    public static final SharedLimits STANDARD = new SharedLimits(16_384, 256, 4096, 4096, 512);
}
