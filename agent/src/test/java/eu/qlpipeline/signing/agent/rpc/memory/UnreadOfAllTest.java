package eu.qlpipeline.signing.agent.rpc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadOfAllTest {

    private static final int OF_ONE = 3_200;
    private static final int OF_EACH_AT_LEAST = 100;

    private final UnreadOfAll all = new UnreadOfAll(OF_ONE);

    private static void assertMustRead(UnreadAnswers caller) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(caller::requireRoom)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.CONCURRENCY_LIMITED));
    }

    private static void assertMayGoOn(UnreadAnswers caller) {
        assertThatCode(caller::requireRoom).doesNotThrowAnyException();
    }

    /** So many callers that leave all unread that they may. */
    private List<UnreadAnswers.OfStream> fill(int callers) {
        var streams = new ArrayList<UnreadAnswers.OfStream>();
        for (int i = 0; i < callers; i++) {
            UnreadAnswers.OfStream stream = all.ofCaller().begin();
            stream.waits(OF_ONE);
            streams.add(stream);
        }
        return streams;
    }

    @Test
    void oneThatReadsNothingHasToAtItsLimit() {
        UnreadAnswers caller = all.ofCaller();
        UnreadAnswers.OfStream stream = caller.begin();
        stream.waits(OF_ONE - 1);
        assertMayGoOn(caller);

        stream.waits(1);

        assertMustRead(caller);
    }

    @Test
    void whereAllTogetherLeaveMuchEachHasToReadSoonerAndWhoReadsGoesOn() {
        UnreadAnswers slow = all.ofCaller();
        slow.begin().waits(OF_EACH_AT_LEAST);
        UnreadAnswers prompt = all.ofCaller();
        prompt.begin().waits(OF_EACH_AT_LEAST - 1);
        assertMayGoOn(slow);

        fill(8);

        assertMustRead(slow);
        assertMayGoOn(prompt);
    }

    @Test
    void whatWasReadOrIsGoneCountsNoMore() {
        UnreadAnswers slow = all.ofCaller();
        slow.begin().waits(OF_EACH_AT_LEAST);
        List<UnreadAnswers.OfStream> others = fill(9);
        assertMustRead(slow);

        others.get(0).taken();
        others.get(1).end();
        others.get(1).waits(OF_ONE);

        assertMayGoOn(slow);
    }
}
