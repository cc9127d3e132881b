package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.rpc.memory.OpenOfAll;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadOfAll;
import io.grpc.MethodDescriptor.MethodType;
import org.junit.jupiter.api.Test;

/** What the parts of unfinished requests count for. */
class OpenCallsTest {

    private static final int EACH = SharedLimits.EACH;

    private final OpenCalls calls =
            new OpenCalls(limits(99, 2 * EACH), new OpenOfAll(99, 2 * EACH), new UnreadOfAll(1).ofCaller());

    private static SharedLimits limits(int calls, int arriving) {
        return new SharedLimits(calls, 99, arriving, 1, 99, 99, 99, 99);
    }

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

    @Test
    void whoHasAllThatOneMayLeavesOthersSome() {
        var all = new OpenOfAll(640, 99);
        var one = new OpenCalls(limits(640, 99), all, new UnreadOfAll(1).ofCaller());
        var other = new OpenCalls(limits(640, 99), all, new UnreadOfAll(1).ofCaller());
        begin(other, 640);
        // Eight times the room that is left: 960 in all.
        begin(one, 284);
        assertThat(one.enter(MethodType.UNARY)).isPresent();
        begin(one, 1);
        assertThat(one.enter(MethodType.UNARY)).isEmpty();

        other.end();
        assertThat(one.enter(MethodType.UNARY)).isPresent();
    }

    @Test
    void whereThereIsNoRoomLeftWhoHasFewMayHaveOneMore() {
        var all = new OpenOfAll(640, 99);
        begin(new OpenCalls(limits(640, 99), all, new UnreadOfAll(1).ofCaller()), 640);
        begin(new OpenCalls(limits(640, 99), all, new UnreadOfAll(1).ofCaller()), 320);
        var one = new OpenCalls(limits(640, 99), all, new UnreadOfAll(1).ofCaller());
        begin(one, 10);
        assertThat(one.enter(MethodType.UNARY)).isPresent();
        begin(one, 1);
        assertThat(one.enter(MethodType.UNARY)).isEmpty();
    }

    @Test
    void whereAllHaveVeryManyCallsOpenOnlyWhoHasFewMayBeginMore() {
        var all = new OpenOfAll(640, 99);
        var one = new OpenCalls(limits(640, 99), all, new UnreadOfAll(1).ofCaller());
        begin(new OpenCalls(limits(640, 99), all, new UnreadOfAll(1).ofCaller()), 640);
        begin(one, 320);
        assertThat(one.begin()).isFalse();

        var another = new OpenCalls(limits(640, 99), all, new UnreadOfAll(1).ofCaller());
        begin(another, 20);
        assertThat(another.begin()).isFalse();
    }

    private static void begin(OpenCalls calls, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(calls.begin()).isTrue();
        }
    }

    @Test
    void whereTheOthersHaveMuchUnfinishedOneMayHaveLittle() {
        int most = 64 * EACH;
        var all = new OpenOfAll(99, most);
        var one = new OpenCalls(limits(99, most), all, new UnreadOfAll(1).ofCaller());
        var other = new OpenCalls(limits(99, most), all, new UnreadOfAll(1).ofCaller());
        var place = other.enter(MethodType.UNARY).orElseThrow();
        assertThat(place.holds(most)).isTrue();

        assertThat(one.enter(MethodType.UNARY).orElseThrow().holds(EACH)).isTrue();
        assertThat(one.enter(MethodType.UNARY).orElseThrow().holds(EACH)).isTrue();
        assertThat(one.enter(MethodType.UNARY).orElseThrow().holds(EACH)).isFalse();

        place.leave();
        assertThat(one.enter(MethodType.UNARY).orElseThrow().holds(EACH)).isTrue();
    }

    @Test
    void whatComesOfRefusedCallsCountsForAllUntilTheyEnd() {
        int most = 64 * EACH;
        var all = new OpenOfAll(99, most);
        var one = new OpenCalls(limits(99, most), all, new UnreadOfAll(1).ofCaller());
        var other = new OpenCalls(limits(99, most), all, new UnreadOfAll(1).ofCaller());
        assertThat(other.enter(MethodType.UNARY).orElseThrow().holds(most - EACH))
                .isTrue();
        assertThat(one.enter(MethodType.UNARY).orElseThrow().holds(2 * EACH)).isTrue();

        var refused = other.enter(MethodType.UNARY).orElseThrow();
        assertThat(refused.holds(2 * EACH)).isFalse();
        assertThat(one.enter(MethodType.UNARY).orElseThrow().holds(EACH)).isFalse();

        refused.leave();
        assertThat(one.enter(MethodType.UNARY).orElseThrow().holds(EACH)).isTrue();
    }

    @Test
    void aStreamThatIsRefusedTakesNoPlace() {
        var limits = new SharedLimits(99, 1, 2 * EACH, 1, 99, 99, 99, 99);
        var one = new OpenCalls(limits, new OpenOfAll(99, 2 * EACH), new UnreadOfAll(1).ofCaller());
        var first = one.enter(MethodType.BIDI_STREAMING).orElseThrow();
        assertThat(one.enter(MethodType.BIDI_STREAMING)).isEmpty();

        first.leave();
        assertThat(one.enter(MethodType.BIDI_STREAMING)).isPresent();
    }
}
