package eu.qlpipeline.signing.agent.rpc.connection;

/**
 * What connections may take together, so that nobody fills the memory of the agent with what waits.
 *
 * @param calls how many calls of one caller may be open
 * @param streams how many of them may be other than unary: those may stay open as long as the connection
 * @param arriving how many bytes the unary ones may hold of which only a part has come; each counts for {@link #EACH} at
 *     the least, and for what its parts are in number and size
 * @param unread from how many bytes of answers on that the caller does not read nothing more is taken from its streams, as
 *     long as the other callers together leave less than eight times as many
 * @param refused how many more may be open because their refusal was not taken up, before the connection is closed
 * @param connections how many connections of callers may be open before each caller may have {@code fewer}
 * @param fewer how many that is: whoever has no more of them is let in, however many the others have
 * @param handshakes how many connections, of callers and strangers, may be in their TLS handshake
 */
public record SharedLimits(
        int calls, int streams, int arriving, int unread, int refused, int connections, int fewer, int handshakes) {

    /** Bytes that a call of whose request a part has come counts for. */
    public static final int EACH = 4096;

    /**
     * What an agent allows: of unary calls as many as may wait in its queue; and of connections so many that what no call takes
     * of their requests ({@link ConnectionLimits#WINDOW}) fills a sixth of the packaged heap, and where twenty callers go to
     * their limits a quarter or so.
     */
    public static final SharedLimits STANDARD = new SharedLimits(16_384, 256, 4096 * EACH, 8 << 20, 4096, 256, 8, 512);
}
