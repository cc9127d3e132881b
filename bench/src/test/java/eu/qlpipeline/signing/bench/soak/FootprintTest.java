package eu.qlpipeline.signing.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FootprintTest {

    private static final Footprint BEFORE = heap(15_000);

    @Test
    void whatGrowsAgainUnderTheSameLoadLeaks() {
        assertThat(Footprint.heapLeaks(BEFORE, heap(20_000), heap(25_000))).isTrue();
        assertThat(Footprint.heapLeaks(BEFORE, heap(20_000), heap(22_500))).isTrue();
    }

    @Test
    void aBlockThatIsKeptDoesNot() {
        assertThat(Footprint.heapLeaks(BEFORE, heap(19_252), heap(19_300))).isFalse();
        assertThat(Footprint.heapLeaks(BEFORE, heap(19_252), heap(15_000))).isFalse();
    }

    @Test
    void whatAnIdleHeapDiffersByDoesNot() {
        assertThat(heap(19_096).hasMoreHeapThan(BEFORE)).isFalse();
        assertThat(heap(19_097).hasMoreHeapThan(BEFORE)).isTrue();
        assertThat(Footprint.heapLeaks(BEFORE, heap(19_096), heap(30_000))).isFalse();
    }

    @Test
    void sessionsAndThreadsAreCountedEachTime() {
        assertThat(new Footprint(4, 30, 0).hasNoMoreHandlesThan(new Footprint(2, 26, 0)))
                .isTrue();
        assertThat(new Footprint(5, 30, 0).hasNoMoreHandlesThan(new Footprint(2, 26, 0)))
                .isFalse();
        assertThat(new Footprint(4, 31, 0).hasNoMoreHandlesThan(new Footprint(2, 26, 0)))
                .isFalse();
    }

    private static Footprint heap(long kilobytes) {
        return new Footprint(2, 28, kilobytes);
    }
}
