package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.util.List;
import java.util.Set;

/** A caller that may have challenges of both kinds signed. */
final class TestingCaller {

    static final Audience AUDIENCE = new Audience("a.example");
    static final Caller CALLER = new Caller(
            "provider-a",
            TestingKeys.fingerprint(1),
            Set.of(PurposeKind.RAW_CHALLENGE, PurposeKind.BOUND_CHALLENGE),
            List.of(AUDIENCE),
            true);

    private TestingCaller() {}
}
