package eu.qlpipeline.signing.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RareWarningsTest {

    private static final String NAME = "RareWarningsTest";
    private static final long BETWEEN = RareWarnings.BETWEEN.toNanos();

    /** Where a long wraps around, as System.nanoTime may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - BETWEEN / 2);

    private final CapturedLog log = CapturedLog.of(NAME);
    private final RareWarnings warnings = new RareWarnings(System.getLogger(NAME), nanos::get);

    @AfterEach
    void release() {
        log.close();
    }

    @Test
    void theFirstIsLoggedAndThoseRightAfterItAreNot() {
        for (int i = 0; i < 100; i++) {
            warnings.warn("a", "calls: {too} many of a");
        }

        assertThat(log.lines()).containsExactly("WARNING calls: {too} many of a");
    }

    @Test
    void theNextTellsHowManyWereLeftOut() {
        for (int i = 0; i < 100; i++) {
            warnings.warn("a", "many");
        }
        nanos.addAndGet(BETWEEN - 1);
        warnings.warn("a", "many");
        nanos.addAndGet(1);
        warnings.warn("a", "many");
        nanos.addAndGet(BETWEEN);
        warnings.warn("a", "many");

        assertThat(log.lines())
                .containsExactly("WARNING many", "WARNING many; 100 more since the last such line", "WARNING many");
    }

    @Test
    void oneSubjectHidesNoOther() {
        warnings.warn("a", "many of a");
        warnings.warn("b", "many of b");

        assertThat(log.lines()).containsExactly("WARNING many of a", "WARNING many of b");
    }
}
