package eu.qlpipeline.signing.agent.pkcs11.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LibraryTermTest {

    private final AtomicInteger finalised = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final LibraryTerm term = new LibraryTerm(finalised::incrementAndGet);

    private static void beside(Runnable other) {
        CompletableFuture.runAsync(other, task -> new Thread(task).start()).join();
    }

    @Test
    void whatIsLeftOverIsClosedInItsOwnTermAlone() {
        int begun = term.number();
        term.close(begun, closed::incrementAndGet);
        term.end();
        term.close(begun, closed::incrementAndGet);

        assertThat(closed).hasValue(1);
        assertThat(finalised).hasValue(1);
        assertThat(term.number()).isNotEqualTo(begun);
    }

    @Test
    void aTermIsOverFromItsEndUntilTheNextBegins() {
        term.end();
        assertThat(term.isOver()).as("none had begun").isFalse();

        term.begin();
        assertThat(term.isOver()).isFalse();
        term.end();
        term.end();
        assertThat(term.isOver()).isTrue();
        term.begin();
        assertThat(term.isOver()).isFalse();
    }

    /** One stall ends for several at once. */
    @Test
    void severalThingsAreClosedAtATime() {
        int begun = term.number();
        term.close(begun, () -> beside(() -> term.close(begun, closed::incrementAndGet)));

        assertThat(closed).hasValue(1);
    }

    @Test
    void nothingIsFinalisedWhileSomethingIsClosedNorTheReverse() {
        int begun = term.number();
        term.close(begun, () -> beside(term::end));
        assertThat(finalised).hasValue(0);
        assertThat(term.number()).isEqualTo(begun);

        var ending = new LibraryTerm[1];
        ending[0] = new LibraryTerm(() -> beside(() -> ending[0].close(ending[0].number(), closed::incrementAndGet)));
        ending[0].end();
        assertThat(closed).hasValue(0);
    }
}
