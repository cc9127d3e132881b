package eu.qlpipeline.signing.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.contract.TestingClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LivePolicyTest {

    private final TestingClock clock = new TestingClock(Instant.now());
    private final LivePolicy policy = new LivePolicy(clock);
    private final AtomicInteger told = new AtomicInteger();

    private static Caller until(int caller, Instant end) {
        return TestingPolicy.caller(
                "caller-" + caller, new CallerIdentity.PinnedKey(TestingKeys.fingerprint(caller)), Optional.of(end));
    }

    private static Caller named(CallerIdentity name) {
        return TestingPolicy.caller("named", name, Optional.empty());
    }

    private boolean knows(int caller) {
        return policy.identify(List.of(TestingKeys.certificate(caller))).isPresent();
    }

    @Test
    void letsNobodyInAtFirst() {
        assertThat(knows(1)).isFalse();
    }

    @Test
    void whatIsPublishedTakesThePlaceOfAllThatWasAndIsTold() {
        policy.onChange(told::incrementAndGet);
        policy.publish(CallerRegistry.of(List.of(until(1, clock.instant().plusSeconds(60)))));
        assertThat(knows(1)).isTrue();

        policy.publish(CallerRegistry.of(List.of(until(2, clock.instant().plusSeconds(60)))));
        assertThat(knows(1)).isFalse();
        assertThat(knows(2)).isTrue();
        assertThat(told).hasValue(2);
    }

    @Test
    void whoIsWithdrawnIsNoneAndAllOthersStay() {
        policy.publish(CallerRegistry.of(List.of(
                until(1, clock.instant().plusSeconds(60)),
                until(2, clock.instant().plusSeconds(60)))));
        policy.onChange(told::incrementAndGet);
        assertThat(policy.withdraw("caller-1"::equals)).containsExactly("caller-1");
        assertThat(knows(1)).isFalse();
        assertThat(knows(2)).isTrue();
        assertThat(told).hasValue(1);

        assertThat(policy.withdraw("caller-1"::equals)).isEmpty();
        assertThat(told).hasValue(1);
    }

    @Test
    void whoIsWithdrawnIsNoOtherCaller() {
        var authority = new TestingAuthority("ours");
        var name = new CallerIdentity.CertifiedName(
                SubjectName.parse("dns:a.example"), CertificateAuthorities.of(List.of(authority.certificate())));
        Caller pinned = until(1, clock.instant().plusSeconds(60));
        policy.publish(CallerRegistry.of(List.of(pinned, named(name))));
        policy.withdraw(pinned.name()::equals);
        var both = authority.issue(TestingKeys.certificate(1).getPublicKey(), TestingAuthority.dns("a.example"));
        assertThat(policy.identify(List.of(both))).isEmpty();
        assertThat(policy.withdraw("named"::equals)).containsExactly("named");
        assertThat(policy.names()).isEmpty();
    }

    @Test
    void aCallerEndsAtItsTimeAndThatIsToldOnce() {
        policy.publish(CallerRegistry.of(List.of(
                until(1, clock.instant().plusSeconds(10)),
                until(2, clock.instant().plusSeconds(20)))));
        policy.onChange(told::incrementAndGet);

        clock.advance(Duration.ofSeconds(9));
        policy.expire();
        assertThat(told).hasValue(0);
        assertThat(knows(1)).isTrue();

        clock.advance(Duration.ofSeconds(1));
        policy.expire();
        policy.expire();
        assertThat(told).hasValue(1);
        assertThat(knows(1)).isFalse();
        assertThat(knows(2)).isTrue();

        clock.advance(Duration.ofSeconds(10));
        policy.expire();
        assertThat(told).hasValue(2);
        assertThat(knows(2)).isFalse();
    }

    @Test
    void theEndOfAnAuthorityIsTold() {
        var ends = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(10);
        var authority = new TestingAuthority("ours").certificate(ends);
        var name = new CallerIdentity.CertifiedName(
                SubjectName.parse("dns:a.example"), CertificateAuthorities.of(List.of(authority)));
        policy.publish(CallerRegistry.of(List.of(named(name))));
        policy.onChange(told::incrementAndGet);
        clock.advance(Duration.between(clock.instant(), ends));
        policy.expire();
        assertThat(told).hasValue(0);
        clock.advance(Duration.ofMillis(1));
        policy.expire();
        policy.expire();
        assertThat(told).hasValue(1);
    }

    @Test
    void whatWasOverWhileTheClockWasAheadEndsOnceMore() {
        Instant end = clock.instant().plusSeconds(10);
        clock.advance(Duration.ofMinutes(1));
        policy.publish(CallerRegistry.of(List.of(until(1, end))));
        policy.onChange(told::incrementAndGet);
        clock.advance(Duration.ofMinutes(-1));
        policy.expire();
        assertThat(told).hasValue(1);
        assertThat(knows(1)).isTrue();
        policy.expire();
        assertThat(told).hasValue(1);

        clock.advance(Duration.ofSeconds(10));
        policy.expire();
        assertThat(told).hasValue(2);
        assertThat(knows(1)).isFalse();
    }

    @Test
    void theClockMayGoBackMoreThanOnceBeforeAnEnd() {
        policy.publish(CallerRegistry.of(List.of(until(1, clock.instant().plusSeconds(10)))));
        clock.advance(Duration.ofMinutes(1));
        policy.expire();
        clock.advance(Duration.ofSeconds(-55));
        policy.onChange(told::incrementAndGet);
        policy.expire();
        assertThat(knows(1)).isTrue();
        clock.advance(Duration.ofSeconds(5));
        policy.expire();
        assertThat(told).hasValue(2);
    }

    @Test
    void theEndOfACertificateThatWasPresentedIsTold() {
        policy.publish(CallerRegistry.of(List.of(until(1, clock.instant().plus(Duration.ofDays(9))))));
        assertThat(knows(1)).isTrue();
        policy.onChange(() -> {
            told.incrementAndGet();
            knows(1);
        });
        Duration left = Duration.between(
                clock.instant(), TestingKeys.certificate(1).getNotAfter().toInstant());
        clock.advance(left);
        policy.expire();
        assertThat(told).hasValue(0);
        assertThat(knows(1)).isTrue();

        clock.advance(Duration.ofMillis(1));
        policy.expire();
        assertThat(told).hasValue(1);
        assertThat(knows(1)).isFalse();
        policy.expire();
        assertThat(told).hasValue(1);
    }

    @Test
    void aCallerWhoseCertificateHasExpiredIsNoneAlthoughItsKeyIsPinned() {
        policy.publish(CallerRegistry.of(List.of(until(1, clock.instant().plus(Duration.ofDays(9))))));
        clock.advance(Duration.ofHours(2));
        assertThat(knows(1)).isFalse();
    }
}
