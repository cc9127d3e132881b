package eu.qlpipeline.signing.agent.rpc.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The connections that are in their handshake. Where there are too many, the oldest has to go and not the newest: or a few who
 * connect and say nothing would keep everybody out, while a caller's handshake is over in a moment.
 *
 * <p>Safe for use by several threads.
 *
 * @param <C> a connection
 */
final class Handshakes<C> {

    private final int most;

    @GuardedBy("this")
    private final Set<C> going = new LinkedHashSet<>();

    Handshakes(int most) {
        this.most = most;
    }

    /** How many there may be. */
    int most() {
        return most;
    }

    /** Counts a connection in; the one that has to go for it, if one has. */
    synchronized Optional<C> begin(C connection) {
        going.add(connection);
        if (going.size() <= most) {
            return Optional.empty();
        }
        Iterator<C> oldest = going.iterator();
        C surplus = oldest.next();
        oldest.remove();
        return Optional.of(surplus);
    }

    /** Its handshake is over, in one way or the other. */
    synchronized void end(C connection) {
        going.remove(connection);
    }
}
