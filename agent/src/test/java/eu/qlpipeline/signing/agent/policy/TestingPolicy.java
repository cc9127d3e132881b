package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.contract.PurposeKind;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Policies for tests that go by this machine's clock. */
public final class TestingPolicy {

    private TestingPolicy() {}

    /** A policy with those callers in effect. */
    static LivePolicy of(CallerRegistry registry) {
        var policy = new LivePolicy(Clock.systemUTC());
        policy.publish(registry);
        return policy;
    }

    /** A caller that may ask for raw challenges, until then. */
    static Caller caller(String name, CallerIdentity identity, Optional<Instant> end) {
        return new Caller(
                name,
                identity,
                Set.of(PurposeKind.RAW_CHALLENGE),
                List.of(),
                true,
                CallerLimits.NONE,
                CallerLimits.NONE,
                end);
    }

    /** The callers in effect by the files of that directory, all of which are usable. */
    public static CallerRegistry in(Path directory) {
        ProviderDirectory.Contents contents = ProviderDirectory.read(new PolicySettings(directory), read -> {});
        contents.problem().ifPresent(failure -> {
            throw failure;
        });
        return contents.callers();
    }

    /** Which of those callers presents that chain of certificates now. */
    public static Optional<Caller> identify(CallerRegistry registry, X509Certificate... chain) {
        return of(registry).identify(List.of(chain));
    }
}
