package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.rpc.memory.UnreadOfAll;
import io.grpc.MethodDescriptor.MethodType;
import org.junit.jupiter.api.Test;

/** What the parts of unfinished requests count for. */
class OpenCallsTest {

    private static final int EACH = SharedLimits.EACH;

    private final OpenCalls calls =
            new OpenCalls(new SharedLimits(99, 99, 2 * EACH, 1, 99, 99, 99, 99), new UnreadOfAll(1).ofCaller());

    private OpenCalls.Place enter(MethodType type) {
        return calls.enter(type).orElseThrow();
    }

    @Test
    void whoHasBegunInTimeMayGoOnAndWhoComesLaterMayNot() {
        var one = enter(MethodType.UNARY);
        var two = enter(MethodType.UNARY);
        assertThat(one.holds(9)).isTrue();
        assertThat(two.holds(9)).isTrue();

        assertThat(enter(MethodType.UNARY).holds(9)).isFalse();
        assertThat(one.holds(9)).isTrue();

        one.arrived();
        two.arrived();
        assertThat(enter(MethodType.UNARY).holds(9)).isTrue();
    }

    @Test
    void partsCountForMoreThanTheirBytes() {
        var inParts = enter(MethodType.UNARY);
        enter(MethodType.UNARY).holds(9);
        int parts = 0;
        while (inParts.holds(1)) {
            assertThat(++parts).isLessThan(EACH / 100);
        }

        inParts.leave();
        assertThat(enter(MethodType.UNARY).holds(9)).isTrue();
    }

    @Test
    void whatComesOfRefusedCallsIsNoticedUntilTheyEnd() {
        enter(MethodType.UNARY).holds(2 * EACH);
        var refused = enter(MethodType.UNARY);
        int parts = 0;
        while (!calls.isFlooded()) {
            assertThat(refused.holds(1)).isFalse();
            assertThat(++parts).isLessThan(EACH);
        }
        refused.leave();
        assertThat(calls.isFlooded()).isFalse();
    }

    @Test
    void aStreamAndAWholeRequestCountForNothing() {
        var stream = enter(MethodType.BIDI_STREAMING);
        var unary = enter(MethodType.UNARY);
        unary.arrived();
        for (int i = 0; i < 1000; i++) {
            assertThat(stream.holds(EACH)).isTrue();
            assertThat(unary.holds(EACH)).isTrue();
        }
        assertThat(enter(MethodType.UNARY).holds(9)).isTrue();
    }
}
