package eu.qlpipeline.signing.agent.rpc.connection;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.rpc.memory.OpenOfAll;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadOfAll;
import eu.qlpipeline.signing.agent.telemetry.RareWarnings;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The peers of all open connections. When the policy changes each is held against it again, and those that are callers no more
 * are disconnected, as is a connection that is one too many of its caller.
 *
 * <p>Safe for use by several threads.
 */
public final class Peers extends ServerTransportFilter {

    static final Attributes.Key<Peer> PEER = Attributes.Key.create("peer");
    static final Attributes.Key<OpenCalls> CALLS = Attributes.Key.create("calls");

    private static final System.Logger LOG = System.getLogger(Peers.class.getName());

    private final RareWarnings tooManyConnections = new RareWarnings(LOG, System::nanoTime);
    private final RareWarnings tooManyCalls = new RareWarnings(LOG, System::nanoTime);
    private final LivePolicy policy;
    private final int perCaller;
    private final SharedLimits limits;
    private final UnreadOfAll unread;
    private final OpenOfAll openOfAll;
    private final AcceptedChannels channels;
    private final Set<Peer> open = ConcurrentHashMap.newKeySet();
    private final Map<String, OpenCalls> calls = new ConcurrentHashMap<>();

    /** The peers of connections over those channels. */
    public Peers(Entrance entrance, AcceptedChannels channels) {
        this.policy = entrance.policy();
        this.perCaller = entrance.limits().perCaller();
        this.limits = entrance.shared();
        this.unread = new UnreadOfAll(limits.unread());
        this.openOfAll = new OpenOfAll(limits.calls(), limits.arriving());
        this.channels = channels;
        this.policy.onChange(this::review);
    }

    /** How many connections each caller has; without those that have none. */
    public Map<String, Long> byCaller() {
        return open.stream().flatMap(peer -> peer.caller().stream()).collect(groupingBy(Caller::name, counting()));
    }

    private void review() {
        open.forEach(this::review);
    }

    private void review(Peer peer) {
        peer.review(policy::identify);
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        Peer peer = new Peer(
                chain(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION)).orElse(List.of()),
                () -> channels.disconnect(attributes));
        open.add(peer);
        // After the peer is among the open ones, so that no change of the policy comes between.
        review(peer);
        peer.caller().ifPresent(caller -> refuseOneTooMany(peer, caller));
        OpenCalls ofCaller = calls(peer);
        channels.ready(attributes, ofCaller, () -> turnAwayWhoTakesNothingUp(peer));
        return attributes.toBuilder().set(PEER, peer).set(CALLS, ofCaller).build();
    }

    /** A connection is counted with those of the caller that it began as; who is none has little time to make calls. */
    private OpenCalls calls(Peer peer) {
        return calls.computeIfAbsent(
                peer.caller().map(Caller::name).orElse(""),
                name -> new OpenCalls(limits, openOfAll, unread.ofCaller()));
    }

    private void turnAwayWhoTakesNothingUp(Peer peer) {
        String caller = peer.caller().map(Caller::name).orElse("nobody");
        tooManyCalls.warn(
                caller,
                "calls: too many of " + caller + " are open (expected: at most " + (limits.calls() + limits.refused())
                        + ", fewer while all callers have very many); a connection was closed");
        peer.turnAway(OpenCalls.refusal(limits));
    }

    /** Ends all connections, and the calls on them with that reason. */
    public void turnAway(AgentException reason) {
        open.forEach(peer -> peer.turnAway(reason));
    }

    private synchronized void refuseOneTooMany(Peer peer, Caller caller) {
        List<String> callers = open.stream()
                .filter(other -> other != peer)
                .flatMap(other -> other.caller().stream())
                .map(Caller::name)
                .toList();
        long others = callers.stream().filter(caller.name()::equals).count();
        boolean crowded = callers.size() >= limits.connections();
        int most = crowded ? Math.min(limits.fewer(), perCaller) : perCaller;
        if (others >= most) {
            String because = crowded ? " while " + limits.connections() + " or more of all callers are" : "";
            tooManyConnections.warn(
                    caller.name(),
                    "connections: " + others + " of " + caller.name() + " are open" + because
                            + ", one more was refused");
            peer.turnAway(new AgentException(
                    ReasonCode.CONCURRENCY_LIMITED,
                    "connections: " + others + " of this caller are open already (expected: at most " + most + because
                            + ")"));
        }
    }

    private static Optional<List<X509Certificate>> chain(@Nullable SSLSession session) {
        try {
            return session == null
                    ? Optional.empty()
                    : Optional.of(Arrays.stream(session.getPeerCertificates())
                            .map(X509Certificate.class::cast)
                            .toList());
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    @Override
    public void transportTerminated(@Nullable Attributes attributes) {
        Peer peer = attributes == null ? null : attributes.get(PEER);
        if (peer != null) {
            open.remove(peer);
        }
    }
}
