package eu.qlpipeline.signing.client.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.TestingClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PendingNoncesTest {

    private static final Duration LIFE = Duration.ofSeconds(60);
    /** Before a thread that waits for another gives its processor up. */
    private static final int SPINS = 1000;

    private final TestingClock clock = new TestingClock(Instant.parse("2030-01-01T00:00:00Z"));

    @Test
    void spendsANonceOnceAndTellsItsBinding() throws Exception {
        PendingNonces nonces = nonces(1024);
        ChannelBinding binding = ChannelBinding.tlsExporter(new byte[32]);
        Nonce nonce = nonces.issue(binding);

        assertThat(nonces.spend(nonce)).isEqualTo(binding);
        assertRejected(nonces, nonce, Reason.NONCE_SPENT);
        assertRejected(nonces, nonce, Reason.NONCE_SPENT);
    }

    @Test
    void knowsOnlyItsOwn() {
        assertRejected(nonces(1024), Nonce.random(new SecureRandom()), Reason.NONCE_UNKNOWN);
    }

    @Test
    void anotherOfTheSameHashIsNotItsOwn() throws Exception {
        PendingNonces nonces = nonces(1024);
        Nonce nonce = nonces.issue(ChannelBinding.none());
        Nonce other = withHashOf(nonce);
        assertThat(other).hasSameHashCodeAs(nonce).isNotEqualTo(nonce);

        assertRejected(nonces, other, Reason.NONCE_UNKNOWN);
        assertThat(nonces.spend(nonce)).isEqualTo(ChannelBinding.none());
    }

    /** Another nonce: a byte counts in the hash 31 times as much as the one after it. */
    private static Nonce withHashOf(Nonce nonce) {
        byte[] bytes = nonce.bytes();
        int at = 0;
        while (Math.abs(bytes[at]) == Byte.MAX_VALUE || bytes[at] == Byte.MIN_VALUE) {
            at++;
        }
        int sign = bytes[at + 1] < 0 ? 1 : -1;
        bytes[at] = (byte) (bytes[at] - sign);
        bytes[at + 1] = (byte) (bytes[at + 1] + 31 * sign);
        return Nonce.of(bytes);
    }

    @Test
    void forgetsASpentNonceWhenItsPlaceIsNeeded() throws Exception {
        PendingNonces nonces = nonces(1);
        Nonce spent = nonces.issue(ChannelBinding.none());
        nonces.spend(spent);
        issue(nonces, 1);
        assertRejected(nonces, spent, Reason.NONCE_UNKNOWN);
    }

    @Test
    void takesNoAnswerToAnAbandonedNonce() throws Exception {
        PendingNonces nonces = nonces(1024);
        Nonce nonce = nonces.issue(ChannelBinding.none());
        nonces.abandon(nonce);
        assertRejected(nonces, nonce, Reason.NONCE_SPENT);
    }

    @Test
    void takesAnAnswerUntilTheLifeIsOverAndNoLonger() throws Exception {
        PendingNonces nonces = nonces(1024);
        Nonce inTime = nonces.issue(ChannelBinding.none());
        Nonce late = nonces.issue(ChannelBinding.none());
        clock.advance(LIFE);
        assertThat(nonces.spend(inTime)).isEqualTo(ChannelBinding.none());
        clock.advance(Duration.ofMillis(1));
        assertRejected(nonces, late, Reason.NONCE_EXPIRED);
        assertRejected(nonces, late, Reason.NONCE_SPENT);
    }

    @Test
    void refusesChallengesWhenFullUntilOneIsAnsweredGivenUpOrExpired() throws Exception {
        PendingNonces nonces = nonces(8);
        List<Nonce> all = issue(nonces, 8);
        assertFull(nonces);

        nonces.spend(all.get(0));
        issue(nonces, 1);
        assertFull(nonces);

        nonces.abandon(all.get(1));
        issue(nonces, 1);
        assertFull(nonces);

        clock.advance(LIFE.plusMillis(1));
        issue(nonces, 8);
        assertFull(nonces);
        assertRejected(nonces, all.get(2), Reason.NONCE_UNKNOWN);
    }

    @Test
    void holdsNearlyAsManyAsItHasRoomForAndFindsEachOfThem() throws Exception {
        PendingNonces nonces = nonces(4096);
        for (Nonce nonce : issue(nonces, 4096 * 9 / 10)) {
            assertThat(nonces.spend(nonce)).isEqualTo(ChannelBinding.none());
        }
    }

    @Test
    void letsOneOfTwoThreadsSpendANonceThatBothHoldAtTheSameMoment() throws Exception {
        PendingNonces nonces = nonces(1 << 16);
        List<Nonce> all = issue(nonces, 20_000);
        var one = new AtomicInteger();
        var other = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<Integer> first = () -> spendAbreast(nonces, all, one, other);
            Callable<Integer> second = () -> spendAbreast(nonces, all, other, one);
            int spent = 0;
            for (Future<Integer> result : threads.invokeAll(List.of(first, second))) {
                spent += result.get();
            }
            assertThat(spent).isEqualTo(all.size());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Spends each nonce as soon as another thread is about to; how many it was let. */
    @SuppressWarnings("ThreadPriorityCheck") // both may be on one processor
    private static int spendAbreast(PendingNonces nonces, List<Nonce> all, AtomicInteger own, AtomicInteger others) {
        int spent = 0;
        try {
            for (int next = 0; next < all.size(); next++) {
                own.set(next);
                for (int spins = 0; others.get() < next; spins++) {
                    if (spins > SPINS) {
                        Thread.yield();
                    }
                }
                spent += isSpent(nonces, all.get(next)) ? 1 : 0;
            }
        } finally {
            // Or the other would wait for it.
            own.set(all.size());
        }
        return spent;
    }

    private static boolean isSpent(PendingNonces nonces, Nonce nonce) {
        try {
            return nonces.spend(nonce).type() == ChannelBinding.Type.NONE;
        } catch (VerificationException e) {
            assertThat(e.reason()).isEqualTo(Reason.NONCE_SPENT);
            return false;
        }
    }

    @Test
    void neverIssuesTheSameNonceTwiceThoughThreadsShareABlock() throws Exception {
        PendingNonces nonces = nonces(1 << 16);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<List<Nonce>> issuer = () -> issue(nonces, 5000);
            Set<Nonce> distinct = new HashSet<>();
            for (Future<List<Nonce>> issued : threads.invokeAll(List.of(issuer, issuer, issuer, issuer))) {
                distinct.addAll(issued.get());
            }
            assertThat(distinct).hasSize(20_000);
        } finally {
            threads.shutdownNow();
        }
    }

    private PendingNonces nonces(int room) {
        return new PendingNonces(new BoundLimits(room, LIFE, 1), clock);
    }

    private static List<Nonce> issue(PendingNonces nonces, int count) throws VerificationException {
        List<Nonce> issued = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            issued.add(nonces.issue(ChannelBinding.none()));
        }
        return issued;
    }

    private static void assertFull(PendingNonces nonces) {
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> nonces.issue(ChannelBinding.none()))
                .matches(e -> e.reason() == Reason.NONCES_EXHAUSTED);
    }

    private static void assertRejected(PendingNonces nonces, Nonce nonce, Reason reason) {
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> nonces.spend(nonce))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
