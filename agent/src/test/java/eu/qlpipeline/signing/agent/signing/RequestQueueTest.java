package eu.qlpipeline.signing.agent.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestQueueTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Audience AUDIENCE = new Audience("a.example");

    private final List<Runnable> later = new ArrayList<>();
    private Executor afterwards = Runnable::run;
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong signature = new AtomicLong();
    private final RequestQueue queue = queue(1000, task -> afterwards.execute(task));

    private RequestQueue queue(int limit, Executor after) {
        return new RequestQueue(limit, 8, after, new BatchesInWork.Pace(signature::get, now::get));
    }

    private static Caller caller(int number, boolean allowBatch) {
        return new Caller(
                "caller-" + number,
                TestingKeys.fingerprint(number),
                Set.of(PurposeKind.RAW_CHALLENGE, PurposeKind.BOUND_CHALLENGE),
                List.of(AUDIENCE),
                allowBatch);
    }

    private static Waiting raw(int caller) {
        return waiting(caller(caller, true), new GrantedChallenge.Complete(RawChallenge.random(RANDOM)));
    }

    private static Waiting bound(int caller) {
        return waiting(
                caller(caller, true),
                new GrantedChallenge.Bound(Nonce.random(RANDOM), AUDIENCE, ChannelBinding.none()));
    }

    private static Waiting waiting(Caller caller, GrantedChallenge challenge) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        return new Waiting(
                new SignatureRequest(caller, challenge, deadline), new RecordingListener(), System.nanoTime());
    }

    private void offer(Waiting... all) {
        for (Waiting waiting : all) {
            assertThat(queue.offer(waiting)).isTrue();
        }
    }

    private List<String> take() throws InterruptedException {
        return callers(queue.take(Duration.ZERO));
    }

    private Taken takeBatch(int size) throws InterruptedException {
        Taken taken = queue.take(Duration.ZERO).orElseThrow();
        assertThat(taken.requests()).hasSize(size);
        return taken;
    }

    private static List<String> callers(Optional<Taken> taken) {
        return taken.stream()
                .flatMap(all -> all.requests().stream())
                .map(waiting -> waiting.request().caller().name())
                .toList();
    }

    @Test
    void givesRawChallengesOneByOne() throws Exception {
        offer(raw(1), raw(1));
        assertThat(take()).containsExactly("caller-1");
        assertThat(take()).containsExactly("caller-1");
        assertThat(take()).isEmpty();
    }

    @Test
    void hasRoomForACallerWhateverAnotherAsksFor() {
        RequestQueue small = queue(90, Runnable::run);
        int greedy = 0;
        while (small.offer(bound(1))) {
            greedy++;
        }
        assertThat(greedy).isEqualTo(80);
        assertThat(small.offer(raw(2))).isTrue();
        assertThat(small.offer(bound(2))).isTrue();
        assertThat(small.offer(raw(1))).isFalse();
    }

    @Test
    void neverHoldsMoreThanItsLimit() {
        RequestQueue small = queue(20, Runnable::run);
        int taken = 0;
        for (int caller = 0; caller < 100; caller++) {
            taken += small.offer(raw(caller)) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(20);
    }

    @Test
    void givesAllBoundChallengesAtOnce() throws Exception {
        offer(bound(1), bound(1), bound(2));
        assertThat(take()).hasSize(3);
        assertThat(queue.size()).isZero();
    }

    @Test
    void neverBatchesForACallerThatDoesNotAllowIt() throws Exception {
        GrantedChallenge challenge = new GrantedChallenge.Bound(Nonce.random(RANDOM), AUDIENCE, ChannelBinding.none());
        offer(waiting(caller(1, false), challenge), waiting(caller(1, false), challenge));
        assertThat(take()).hasSize(1);
        assertThat(take()).hasSize(1);
    }

    @Test
    void aBatchHasItsShareOfEachCallerInTurnAndPutsTogetherWhatIsOfOne() throws Exception {
        for (int i = 0; i < 100; i++) {
            offer(bound(1));
        }
        offer(bound(2), bound(2), bound(3));
        assertThat(take())
                .containsExactly(
                        "caller-1", "caller-1", "caller-1", "caller-1", "caller-1", "caller-2", "caller-2", "caller-3");
    }

    @Test
    void whoseTurnWouldHaveBeenNextIsFirstInTheNextBatch() throws Exception {
        for (int i = 0; i < 5; i++) {
            offer(bound(1), bound(2), bound(3));
        }
        Taken first = takeBatch(8);
        assertThat(callers(Optional.of(first)))
                .containsExactly(
                        "caller-1", "caller-1", "caller-1", "caller-2", "caller-2", "caller-2", "caller-3", "caller-3");
        first.signed();
        assertThat(take())
                .containsExactly("caller-3", "caller-3", "caller-3", "caller-1", "caller-1", "caller-2", "caller-2");
    }

    @Test
    void aSmallerBatchWaitsUntilTheFirstIsSigned() throws Exception {
        offer(bound(1), bound(1), bound(1));
        Taken first = takeBatch(3);

        offer(bound(1), bound(2));
        assertThat(take()).isEmpty();

        first.signed();
        assertThat(take()).hasSize(2);
    }

    @Test
    void aBatchAsLargeAsThoseBeingSignedWaitsForNone() throws Exception {
        offer(bound(1), bound(1));
        Taken first = takeBatch(2);
        offer(bound(1), bound(1));
        Taken second = takeBatch(2);

        offer(bound(1), bound(1), bound(1));
        assertThat(take()).isEmpty();
        second.signed();
        second.signed();
        Taken third = takeBatch(3);

        offer(bound(1), bound(1));
        first.signed();
        assertThat(take()).isEmpty();
        third.signed();
        assertThat(take()).hasSize(2);
    }

    @Test
    void aBatchThatTakesFarTooLongHoldsNobodyUp() throws Exception {
        offer(bound(1), bound(1), bound(1));
        Taken hung = takeBatch(3);
        offer(bound(1));
        now.addAndGet(Duration.ofMillis(99).toNanos());
        assertThat(take()).isEmpty();
        assertThat(queue.signaturesAhead(bound(1).request())).isEqualTo(1);

        now.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(queue.signaturesAhead(bound(1).request())).isZero();
        assertThat(take()).hasSize(1);

        offer(bound(1), bound(1));
        Taken next = takeBatch(2);
        hung.signed();
        offer(bound(1));
        assertThat(take()).isEmpty();
        next.signed();
        assertThat(take()).hasSize(1);
    }

    @Test
    void whatIsTooLongGoesByThePaceOfTheToken() throws Exception {
        signature.set(Duration.ofSeconds(1).toNanos());
        offer(bound(1), bound(1));
        takeBatch(2);
        offer(bound(1));
        now.addAndGet(Duration.ofMillis(3_999).toNanos());
        assertThat(take()).isEmpty();
        now.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(take()).hasSize(1);
    }

    @Test
    void whoWaitsForABatchThatTakesTooLongWakesWithoutBeingTold() throws Exception {
        offer(bound(1), bound(1));
        takeBatch(2);
        CompletableFuture<Optional<Taken>> signer = takeOnAnotherThread();
        offer(bound(2));
        assertThat(signer).isNotDone();

        now.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(callers(signer.get(10, TimeUnit.SECONDS))).containsExactly("caller-2");
    }

    @Test
    void theLargestBatchWaitsForNone() throws Exception {
        offer(bound(1), bound(1), bound(1), bound(1), bound(1), bound(1), bound(1), bound(1));
        takeBatch(8);
        offer(bound(1), bound(1), bound(1), bound(1), bound(1), bound(1), bound(1), bound(1));
        takeBatch(8);
        offer(bound(1), bound(1), bound(1), bound(1), bound(1), bound(1), bound(1));
        assertThat(take()).isEmpty();
        offer(bound(1));
        takeBatch(8);
    }

    @Test
    void whatIsOfferedTogetherIsAnnouncedOnceAndAfterwards() throws Exception {
        afterwards = later::add;
        CompletableFuture<Optional<Taken>> signer = takeOnAnotherThread();
        offer(bound(1), bound(1), bound(1));

        assertThat(later).hasSize(1);
        assertThat(signer).isNotDone();
        later.remove(0).run();
        assertThat(callers(signer.get(10, TimeUnit.SECONDS))).hasSize(3);

        offer(bound(1));
        assertThat(later).isEmpty();
    }

    @Test
    void oneAnnouncementWakesAsManyAsThereIsWorkFor() throws Exception {
        afterwards = later::add;
        CompletableFuture<Optional<Taken>> one = takeOnAnotherThread();
        CompletableFuture<Optional<Taken>> two = takeOnAnotherThread();
        offer(raw(1), raw(2));
        later.remove(0).run();
        assertThat(List.of(
                        callers(one.get(10, TimeUnit.SECONDS)).get(0),
                        callers(two.get(10, TimeUnit.SECONDS)).get(0)))
                .containsExactlyInAnyOrder("caller-1", "caller-2");
    }

    @Test
    void whatOneThreadOffersWaitsForNoAnnouncementOfAnother() throws Exception {
        CompletableFuture<Optional<Taken>> signer = takeOnAnotherThread();
        afterwards = later::add;
        offer(bound(1), bound(1));
        assertThat(signer).isNotDone();

        afterwards = Runnable::run;
        CompletableFuture.runAsync(() -> offer(bound(2))).get(10, TimeUnit.SECONDS);

        assertThat(callers(signer.get(10, TimeUnit.SECONDS))).containsExactly("caller-1", "caller-1", "caller-2");
    }

    @Test
    void eachThreadAnnouncesOnceWhatItOffersTogether() throws Exception {
        afterwards = later::add;
        offer(bound(1), bound(1), bound(1));
        CompletableFuture.runAsync(() -> offer(bound(2), bound(2), bound(2))).get(10, TimeUnit.SECONDS);
        offer(bound(1));

        assertThat(later).hasSize(2);
    }

    @Test
    void anAnnouncementThatNeverComesKeepsNobodyFromLaterOnes() throws Exception {
        afterwards = later::add;
        offer(raw(1));
        assertThat(take()).containsExactly("caller-1");
        CompletableFuture<Optional<Taken>> signer = takeOnAnotherThread();
        afterwards = Runnable::run;
        offer(raw(2));
        assertThat(callers(signer.get(10, TimeUnit.SECONDS))).containsExactly("caller-2");
    }

    private CompletableFuture<Optional<Taken>> takeOnAnotherThread() {
        var taken = new CompletableFuture<Optional<Taken>>();
        Thread signer = new Thread(() -> {
            try {
                taken.complete(queue.take(Duration.ofMinutes(1)));
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        signer.setDaemon(true);
        signer.start();
        await().until(() -> signer.getState() == Thread.State.TIMED_WAITING);
        return taken;
    }

    @Test
    void oneBoundChallengeAloneHoldsNobodyUp() throws Exception {
        offer(bound(1));
        assertThat(take()).hasSize(1);
        offer(bound(1));
        assertThat(take()).hasSize(1);
    }

    @Test
    void callersOfSingleSignaturesAndTheBatchTakeTurns() throws Exception {
        offer(raw(1), raw(1), raw(1), raw(2), bound(3));
        assertThat(take()).containsExactly("caller-1");
        assertThat(take()).containsExactly("caller-2");
        assertThat(take()).containsExactly("caller-3");
        assertThat(take()).containsExactly("caller-1");
    }

    @Test
    void whoAsksAgainWhenAnsweredGetsEverySecondSignatureBesideOneWithMany() throws Exception {
        offer(raw(1), raw(1), raw(1), raw(1));
        assertThat(take()).containsExactly("caller-1");
        offer(raw(2));
        assertThat(take()).containsExactly("caller-2");
        assertThat(take()).containsExactly("caller-1");
        offer(raw(2));
        assertThat(take()).containsExactly("caller-2");
        assertThat(take()).containsExactly("caller-1");
    }

    @Test
    void manyWhoAskAgainAtOnceLeaveOneWithManyItsShare() throws Exception {
        for (int i = 0; i < 50; i++) {
            offer(raw(0));
        }
        offer(raw(1), raw(2), raw(3), raw(4));
        int share = 0;
        for (int i = 0; i < 100; i++) {
            String served = take().get(0);
            if (served.equals("caller-0")) {
                share++;
            } else {
                offer(raw(Integer.parseInt(served.substring("caller-".length()))));
            }
        }
        assertThat(share).isEqualTo(20);
    }

    @Test
    void whatOneCallerWaitsForIsNotAheadOfAnother() {
        for (int i = 0; i < 100; i++) {
            offer(raw(1));
        }
        assertThat(queue.signaturesAhead(raw(1).request())).isEqualTo(100);
        assertThat(queue.signaturesAhead(raw(2).request())).isEqualTo(1);
        offer(raw(2));
        assertThat(queue.signaturesAhead(raw(2).request())).isEqualTo(3);
        assertThat(queue.signaturesAhead(bound(2).request())).isEqualTo(2);
    }

    @Test
    void theBatchesThatWaitAreAheadOfWhatDoesNotFitIntoThem() {
        for (int i = 0; i < 7; i++) {
            offer(bound(1));
        }
        assertThat(queue.signaturesAhead(bound(1).request())).isZero();
        offer(bound(1));
        assertThat(queue.signaturesAhead(bound(1).request())).isEqualTo(1);
        for (int i = 0; i < 10; i++) {
            offer(bound(1));
        }
        assertThat(queue.signaturesAhead(bound(1).request())).isEqualTo(2);
    }

    @Test
    void ofTheBatchesThatWaitACallerWithLessHasItsPlaceInTheFirst() {
        for (int i = 0; i < 100; i++) {
            offer(bound(1));
        }
        assertThat(queue.signaturesAhead(bound(2).request())).isZero();
        assertThat(queue.signaturesAhead(bound(1).request())).isEqualTo(12);
    }

    @Test
    void betweenTheBatchesThatWaitEachCallerHasATurn() {
        for (int i = 0; i < 20; i++) {
            offer(bound(1));
        }
        offer(raw(1), raw(1), raw(1), raw(1), raw(2));
        assertThat(queue.signaturesAhead(bound(1).request())).isEqualTo(2 + 5);
        assertThat(queue.signaturesAhead(bound(3).request())).isEqualTo(2);
    }

    @Test
    void hasABound() {
        RequestQueue small = queue(2, Runnable::run);
        assertThat(small.offer(raw(1))).isTrue();
        assertThat(small.offer(bound(1))).isTrue();
        assertThat(small.offer(raw(2))).isFalse();
        assertThat(small.drain()).hasSize(2);
        assertThat(small.offer(raw(2))).isTrue();
    }
}
