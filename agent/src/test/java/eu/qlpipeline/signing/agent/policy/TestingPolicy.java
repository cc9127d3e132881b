package eu.qlpipeline.signing.agent.policy;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Policies for tests that go by this machine's clock. */
public final class TestingPolicy {

    private TestingPolicy() {}

    /** A policy with those callers in effect. */
    static LivePolicy of(CallerRegistry registry) {
        var policy = new LivePolicy(Clock.systemUTC());
        policy.publish(registry);
        return policy;
    }

    /** Which of those callers presents that chain of certificates now. */
    public static Optional<Caller> identify(CallerRegistry registry, X509Certificate... chain) {
        return of(registry).identify(List.of(chain));
    }
}
