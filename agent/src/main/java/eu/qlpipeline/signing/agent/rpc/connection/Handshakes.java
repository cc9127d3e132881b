package eu.qlpipeline.signing.agent.rpc.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The connections that are in their handshake. Where there are too many, the origin that has the most loses its oldest: one that connects
 * without end keeps out nobody else. Of one origin the oldest has to go and not the newest: or a few who connect and say nothing
 * would keep everybody out, while a caller's handshake is over in a moment.
 *
 * <p>Safe for use by several threads.
 *
 * @param <C> a connection
 */
final class Handshakes<C> {

    private final int most;

    /** Those of each origin, the oldest first. */
    @GuardedBy("this")
    private final Map<Object, Set<C>> going = new HashMap<>();

    @GuardedBy("this")
    private final Map<C, Object> origins = new HashMap<>();

    Handshakes(int most) {
        this.most = most;
    }

    /** How many there may be. */
    int most() {
        return most;
    }

    /**
     * Counts a connection in; the one that has to go for it, if one has.
     *
     * @param origin where it is from
     */
    synchronized Optional<C> begin(C connection, Object origin) {
        origins.put(connection, origin);
        going.computeIfAbsent(origin, from -> new LinkedHashSet<>()).add(connection);
        if (origins.size() <= most) {
            return Optional.empty();
        }
        Optional<C> surplus = going.values().stream()
                .max(Comparator.comparingInt(Set::size))
                .map(Set::iterator)
                .map(Iterator::next);
        surplus.ifPresent(this::end);
        return surplus;
    }

    /** Its handshake is over, in one way or the other. */
    synchronized void end(C connection) {
        Object origin = origins.remove(connection);
        if (origin != null) {
            going.computeIfPresent(origin, (from, own) -> {
                own.remove(connection);
                return own.isEmpty() ? null : own;
            });
        }
    }
}
