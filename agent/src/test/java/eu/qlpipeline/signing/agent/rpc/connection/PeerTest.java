package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.SpkiFingerprint;
import eu.qlpipeline.signing.agent.rpc.TestingPeer;
import eu.qlpipeline.signing.contract.PurposeKind;
import io.grpc.ServerCall;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeerTest {

    private static final TestingPeer CALLER = TestingPeer.make("caller");

    private final AtomicInteger disconnected = new AtomicInteger();
    private final Peer peer = new Peer(List.of(CALLER.certificate()), disconnected::incrementAndGet);

    private static Caller caller(PurposeKind... purposes) {
        return new Caller("caller", SpkiFingerprint.of(CALLER.certificate()), Set.of(purposes), List.of(), true);
    }

    @Test
    void whatALaterReviewTookAwayAnEarlierOneDoesNotBringBack() throws Exception {
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        Thread earlier = new Thread(() -> peer.review(chain -> {
            asked.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Optional.of(caller(PurposeKind.RAW_CHALLENGE));
        }));
        earlier.start();
        asked.await();
        Thread later = new Thread(() -> peer.review(chain -> Optional.of(caller())));
        later.start();
        await().until(() ->
                EnumSet.of(Thread.State.BLOCKED, Thread.State.TERMINATED).contains(later.getState()));
        go.countDown();
        earlier.join();
        later.join();
        assertThat(peer.get().purposes()).isEmpty();
        assertThat(disconnected).hasValue(0);
    }

    @Test
    void whoIsTurnedAwayStaysAwayWhateverThePolicySays() {
        peer.review(chain -> Optional.of(caller()));
        var reason = new AgentException(ReasonCode.CONCURRENCY_LIMITED, "connections: one too many");
        peer.turnAway(reason);
        peer.review(chain -> Optional.of(caller()));
        assertThat(peer.caller()).isEmpty();
        assertThat(peer.refusal()).isSameAs(reason);
        assertThat(disconnected).hasValue(2);
    }

    @Test
    void aCallThatBeganBeforeThePeerWasTurnedAwayAndIsOpenedAfterItIsEnded() {
        peer.review(chain -> Optional.of(caller()));
        var open = new TestingCall();
        peer.opened(open.revocable(peer));
        assertThat(open.closed()).isEmpty();

        peer.turnAway(new AgentException(ReasonCode.CONCURRENCY_LIMITED, "connections: one too many"));
        assertThat(open.closed()).containsExactly(TestingCall.REFUSAL);
        var late = new TestingCall();
        peer.opened(late.revocable(peer));
        assertThat(late.closed()).containsExactly(TestingCall.REFUSAL);
    }

    @Test
    void aCallThatHasEndedIsForgotten() {
        peer.review(chain -> Optional.of(caller()));
        var ended = new TestingCall();
        var call = ended.revocable(peer);
        peer.opened(call);
        call.listening(new ServerCall.Listener<>() {}, reason -> {}).onComplete();

        peer.turnAway(new AgentException(ReasonCode.CONCURRENCY_LIMITED, "connections: one too many"));
        assertThat(ended.closed()).isEmpty();
    }

    @Test
    void whoShowedNoCertificateIsNobody() {
        var nobody = new Peer(List.of(), disconnected::incrementAndGet);
        nobody.review(chain -> Optional.of(caller()));
        assertThat(nobody.caller()).isEmpty();
        assertThat(nobody.refusal().reason()).isEqualTo(ReasonCode.CALLER_UNKNOWN);
        assertThat(disconnected).hasValue(1);
    }
}
