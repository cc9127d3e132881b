package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.GenerationFactory;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.watch.AwaitedCalls;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** The doctor's check of whether an agent that starts can sign. */
final class SelfTestCheck {

    static final String CHECK = "self-test";

    /** What helps where the token has no session left. */
    static final String STOP_FIRST =
            "an agent that serves may hold all sessions of the token: stop it, then doctor again";

    private final AgentSettings settings;
    private final Clock clock;

    SelfTestCheck(AgentSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Logs in once more, as an agent that starts: what keeps that from signing is not seen otherwise. */
    DoctorFinding examine(AwaitedCalls calls, TokenSettings login) {
        var served = new ServedCertificate(clock);
        var factory = new GenerationFactory(login, settings.key(), served, new SecureRandom(), calls.watch());
        try {
            return calls.await(() -> {
                try (Generation generation = factory.open(1)) {
                    return signed(generation);
                }
            });
        } catch (AgentException e) {
            return withoutSelfTest(e);
        }
    }

    private static DoctorFinding signed(Generation generation) {
        String found = "signs and verifies, salt " + generation.boundScheme().saltLength();
        return generation.offers(PurposeKind.RAW_CHALLENGE)
                ? DoctorFinding.ok(CHECK, found)
                : DoctorFinding.warning(
                        CHECK,
                        found + " (expected: 478); raw challenges are off",
                        "what such a token serves, and what its callers need: docs/hsm/README.md");
    }

    private DoctorFinding withoutSelfTest(AgentException e) {
        if (!CkError.CKR_SESSION_COUNT.isBehind(e)) {
            return DoctorFinding.failed(CHECK, e);
        }
        String detail = e.getMessage() + " (expected: two sessions, or a token that says it has one)";
        // An agent that serves may hold what sessions the token has.
        var server = settings.server();
        return PortCheck.isAnswered(server.address(), server.port())
                ? DoctorFinding.warning(CHECK, detail, STOP_FIRST)
                : new DoctorFinding(CHECK, DoctorFinding.Level.FAILED, detail, List.of(STOP_FIRST));
    }
}
