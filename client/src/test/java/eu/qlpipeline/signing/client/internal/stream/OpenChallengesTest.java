package eu.qlpipeline.signing.client.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.v1.BoundChallenge;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OpenChallengesTest {

    /** More than one message takes. */
    private static final int MANY = 300;
    /** A challenge that was sent so often, for nothing, is given up. */
    private static final int MOVES_TO_FAIL = 6;

    private static final SignChallengeRequest REQUEST = SignChallengeRequest.newBuilder()
            .setBound(BoundChallenge.newBuilder().setVerifierNonce(ByteString.copyFrom(new byte[32])))
            .build();

    private final OpenChallenges open = new OpenChallenges(Duration.ofHours(1).toNanos());
    private final StatusRuntimeException lost = Status.UNAVAILABLE.asRuntimeException();
    private StatusRuntimeException last = Status.OK.asRuntimeException();
    private int failed;

    private void addMany() {
        for (int i = 0; i < MANY; i++) {
            open.add(REQUEST, new Counting());
        }
    }

    @Test
    void countsAMoveOnlyOfWhatWasSent() {
        addMany();
        int sent = 0;
        for (int move = 0; move < MOVES_TO_FAIL; move++) {
            assertThat(failed).isZero();
            open.release();
            sent = open.nextMessage().getChallengesCount();
            assertThat(sent).isPositive().isLessThan(MANY);
            open.unsend(lost, false);
        }
        assertThat(failed).isEqualTo(sent);
        open.release();
        assertThat(open.nextMessage().getChallengesCount()).isEqualTo(MANY - sent);
    }

    @Test
    void countsEveryMoveWhereThereIsNobodyToSendTo() {
        addMany();
        for (int move = 0; move < MOVES_TO_FAIL; move++) {
            assertThat(failed).isZero();
            open.unsend(lost, false);
        }
        assertThat(failed).isEqualTo(MANY);
        assertThat(open.waiting()).isFalse();
    }

    @Test
    void whatExpiresSaysWhyNobodyCouldBeAskedUnlessSomebodyWasSince() {
        var expiring = new OpenChallenges(0);
        expiring.add(REQUEST, new Counting());
        expiring.unsend(lost, false);
        expiring.expire();
        assertThat(last).isSameAs(lost);
        expiring.unsend(lost, false);
        expiring.add(REQUEST, new Counting());
        expiring.release();
        assertThat(expiring.nextMessage().getChallengesCount()).isOne();
        expiring.unsend(lost, false);
        expiring.expire();
        assertThat(last.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void aDefectOfAnOutcomeKeepsNoOtherFromHearing() {
        List<Consumer<OpenChallenges>> ends = List.of(ending -> ending.end(lost), OpenChallenges::expire, ending -> {
            for (int move = 0; move < MOVES_TO_FAIL; move++) {
                ending.unsend(lost, false);
            }
        });
        for (Consumer<OpenChallenges> end : ends) {
            failed = 0;
            var ending = new OpenChallenges(0);
            ending.add(REQUEST, new Failing(new IllegalStateException("defect")));
            ending.add(REQUEST, new Failing(new AssertionError("defect")));
            ending.add(REQUEST, new Counting());
            end.accept(ending);
            assertThat(failed).isOne();
            assertThat(ending.waiting()).isFalse();
        }
    }

    @Test
    void aDefectOfAnOutcomeThatIsAnsweredIsItsOwn() {
        var answer = NumberedAnswer.newBuilder();
        for (var each : List.of(
                answer.build(),
                answer.setAnswer(SignChallengeResponse.getDefaultInstance()).build(),
                answer.setRejection(Rejection.getDefaultInstance()).build())) {
            var asked = new OpenChallenge(REQUEST, new Failing(new IllegalStateException("defect")), 0);
            assertThatCode(() -> asked.tell(each)).doesNotThrowAnyException();
        }
    }

    private record Failing(Throwable defect) implements StreamOutcome {

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public boolean anotherMayAnswer(Rejection rejection) {
            return false;
        }

        @Override
        public void answered(SignChallengeResponse answer) {
            fail();
        }

        @Override
        public void rejected(Rejection rejection) {
            fail();
        }

        @Override
        public void failed(StatusRuntimeException failure) {
            fail();
        }

        private void fail() {
            if (defect instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) defect;
        }
    }

    private final class Counting extends SilentOutcome {

        @Override
        public void failed(StatusRuntimeException failure) {
            last = failure;
            failed++;
        }
    }
}
