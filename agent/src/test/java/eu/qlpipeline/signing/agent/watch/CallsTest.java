package eu.qlpipeline.signing.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallsTest {

    private static final long TICK = Duration.ofMillis(500).toNanos();
    private static final long HANG = Duration.ofSeconds(10).toNanos();
    private static final long HOUR = Duration.ofHours(1).toNanos();

    // Near the end of the scale, beyond which nanoTime goes on at the other.
    private long now = Long.MAX_VALUE - HANG - 2 * TICK;
    private final Calls calls = new Calls(new HangSettings(Duration.ofNanos(HANG), 4), Duration.ofNanos(TICK), now);

    private List<Calls.Call> begin(int count) {
        List<Calls.Call> begun = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            begun.add(calls.begin(Thread.currentThread(), now));
        }
        return begun;
    }

    /** One look after another, each when it is due; those that are lost. */
    private List<Calls.Call> look(long nanos) {
        List<Calls.Call> lost = new ArrayList<>();
        for (long end = now + nanos; end - now > 0; ) {
            now += TICK;
            lost.addAll(lookNow());
        }
        return lost;
    }

    private List<Calls.Call> lookNow() {
        List<Calls.Call> lost = calls.look(now);
        calls.told(now);
        return lost;
    }

    @Test
    void aCallIsLostWhenItHasTakenTooLongAndOnce() {
        List<Calls.Call> begun = begin(1);
        assertThat(look(HANG - TICK)).isEmpty();
        assertThat(look(TICK)).isEqualTo(begun);
        assertThat(look(HOUR)).isEmpty();
        assertThat(calls.end(begun.get(0))).isFalse();
        assertThat(calls.lost()).isZero();
    }

    @Test
    void allThatHangTogetherAreCountedBeforeAnybodyHearsOfOne() {
        begin(3);
        now += HANG - TICK;
        calls.told(now);
        now += TICK;
        assertThat(calls.look(now)).hasSize(3);
        assertThat(calls.lost()).isEqualTo(3);
        assertThat(calls.isHalfLost()).isTrue();
    }

    @Test
    void oneStallIsNotAtTheLimitHoweverMuchItTakes() {
        begin(3);
        look(TICK);
        begin(50);

        assertThat(look(HANG)).hasSize(53);

        assertThat(calls.isHalfLost()).isTrue();
        assertThat(calls.isAtLimit()).isFalse();
    }

    @Test
    void theOtherHalfIsAtTheLimitWhenItBeganLater() {
        begin(50);
        look(HANG);
        now++;
        begin(1);
        look(HANG);
        assertThat(calls.isAtLimit()).isFalse();

        begin(1);
        look(HANG);
        assertThat(calls.isAtLimit()).isTrue();
    }

    @Test
    void whatIsLostNowAndThenIsAtTheLimitWhenThatManyAre() {
        for (int lost = 1; lost <= 4; lost++) {
            assertThat(calls.isAtLimit()).isFalse();
            now++;
            begin(1);
            look(HANG);
            assertThat(calls.lost()).isEqualTo(lost);
        }
        assertThat(calls.isAtLimit()).isTrue();
    }

    @Test
    void aStallThatIsOverDoesNotCountForTheNext() {
        List<Calls.Call> begun = begin(4);
        look(HANG);
        begun.forEach(calls::end);
        assertThat(calls.isHalfLost()).isFalse();

        now++;
        begin(4);
        assertThat(look(HANG)).hasSize(4);
        assertThat(calls.isHalfLost()).isTrue();
        assertThat(calls.isAtLimit()).isFalse();
    }

    @Test
    void aPauseOfTheProcessIsHeldAgainstNoCall() {
        List<Calls.Call> old = begin(1);
        look(HANG - TICK);
        List<Calls.Call> late = begin(1);
        now += HOUR;
        List<Calls.Call> fresh = begin(1);

        assertThat(lookNow()).isEmpty();

        assertThat(look(TICK)).isEqualTo(old);
        assertThat(look(HANG - 2 * TICK)).isEqualTo(late);
        assertThat(look(TICK)).isEqualTo(fresh);
    }

    @Test
    void whatIsDoneAsideIsHeldAgainstNoCallAndWhatFollowsIs() {
        List<Calls.Call> begun = begin(1);
        look(HANG - TICK);
        begun.get(0).pause();
        assertThat(look(HOUR)).isEmpty();
        begun.get(0).goOn(now);
        assertThat(look(HANG - TICK)).isEmpty();
        assertThat(look(TICK)).isEqualTo(begun);
    }

    @Test
    void aCallThatReturnsAfterAPauseIsNotLost() {
        List<Calls.Call> begun = begin(4);
        now += HOUR;
        lookNow();
        assertThat(begun).allMatch(calls::end);
        assertThat(look(HANG)).isEmpty();
    }

    @Test
    void whatHangsIsFoundAlsoWhereEveryLookIsLate() {
        begin(1);
        int looks = 0;
        for (; looks < 100 && calls.lost() == 0; looks++) {
            now += 3 * TICK;
            lookNow();
        }
        assertThat(looks).isLessThan(100);
    }
}
