package eu.qlpipeline.signing.client.internal.stream;

import static eu.qlpipeline.signing.client.internal.stream.UnsentChallenges.FEW;
import static eu.qlpipeline.signing.client.internal.stream.UnsentChallenges.VERY_MANY;
import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.v1.SignChallengeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class UnsentChallengesTest {

    private final UnsentChallenges unsent = new UnsentChallenges();

    @Test
    void sendsWhatComesAtOnceWhileNoMoreThanAFewHaveNoAnswer() {
        add(3);
        unsent.release(FEW);
        assertThat(sent()).isEqualTo(3);
    }

    @Test
    void keepsWhatComesWhileMoreThanAFewHaveNoAnswerAndSendsAllOfItThen() {
        add(700);
        unsent.release(FEW + 1);
        assertThat(sent()).isZero();
        add(200);
        unsent.release(FEW);
        assertThat(sent()).isEqualTo(900);
    }

    @Test
    void veryManyWaitForNoAnswer() {
        add(VERY_MANY - 1);
        unsent.release(VERY_MANY);
        assertThat(sent()).isZero();
        add(1);
        unsent.release(VERY_MANY);
        assertThat(sent()).isEqualTo(VERY_MANY);
    }

    @Test
    void whatWasLetGoGoesThoughItIsSentInPartsAndUnansweredThen() {
        add(600);
        unsent.release(0);
        int first = unsent.nextMessage().size();
        assertThat(first).isPositive().isLessThan(600);
        add(5);
        unsent.release(first);
        assertThat(sent()).isEqualTo(600 - first);
        unsent.release(FEW);
        assertThat(sent()).isEqualTo(5);
    }

    @Test
    void whatIsTakenBackOrExpiresIsNoLongerLetGo() {
        add(10);
        unsent.release(0);
        assertThat(unsent.takeAll()).hasSize(10);
        add(10);
        unsent.release(FEW + 1);
        assertThat(sent()).isZero();
        unsent.release(0);
        List<OpenChallenge> over = new ArrayList<>();
        unsent.expire(1, over);
        assertThat(over).hasSize(10);
        add(10);
        unsent.release(FEW + 1);
        assertThat(sent()).isZero();
    }

    @Test
    void dropsWhatNobodyWaitsFor() {
        var over = new SilentOutcome() {
            @Override
            public boolean isOver() {
                return true;
            }
        };
        add(1);
        for (int i = 0; i < 600; i++) {
            unsent.add(new OpenChallenge(SignChallengeRequest.getDefaultInstance(), over, 0));
        }
        add(1);
        unsent.release(0);
        assertThat(unsent.nextMessage()).hasSize(2);
        assertThat(unsent.isEmpty()).isTrue();
    }

    @Test
    void whatNobodyWaitsForDoesNotPileUpWhereNothingCanBeSent() {
        add(10);
        unsent.release(0);
        for (int batch = 0; batch < 100; batch++) {
            var over = new AtomicBoolean();
            var outcome = new SilentOutcome() {
                @Override
                public boolean isOver() {
                    return over.get();
                }
            };
            for (int i = 0; i < VERY_MANY; i++) {
                unsent.add(new OpenChallenge(SignChallengeRequest.getDefaultInstance(), outcome, 0));
            }
            unsent.release(0);
            over.set(true);
        }
        add(5);
        unsent.release(FEW + 1);
        assertThat(unsent.takeAll()).hasSizeLessThan(3 * VERY_MANY);
    }

    @Test
    void whatIsLetGoStaysSoWhereOthersAreDropped() {
        var over = new AtomicBoolean();
        var outcome = new SilentOutcome() {
            @Override
            public boolean isOver() {
                return over.get();
            }
        };
        add(1);
        for (int i = 0; i < 2 * VERY_MANY - 2; i++) {
            unsent.add(new OpenChallenge(SignChallengeRequest.getDefaultInstance(), outcome, 0));
        }
        unsent.release(0);
        over.set(true);
        add(2);
        unsent.release(FEW + 1);
        assertThat(sent()).isEqualTo(1);
        unsent.release(FEW);
        assertThat(sent()).isEqualTo(2);
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            unsent.add(new OpenChallenge(SignChallengeRequest.getDefaultInstance(), new SilentOutcome(), 0));
        }
    }

    private int sent() {
        int sent = 0;
        for (List<OpenChallenge> message = unsent.nextMessage(); !message.isEmpty(); message = unsent.nextMessage()) {
            sent += message.size();
        }
        return sent;
    }
}
