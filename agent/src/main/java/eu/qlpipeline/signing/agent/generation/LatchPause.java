package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What only a person can mend, and when it may be looked at again whether somebody did. A PIN that was refused is not tried
 * again by that: the latch of the PIN stands against it until a person lifts it.
 */
final class LatchPause {

    private static final Set<ReasonCode> NEEDS_A_PERSON = Set.of(
            ReasonCode.PIN_REJECTED,
            ReasonCode.KEY_UNUSABLE,
            ReasonCode.SIGNATURE_INVALID,
            ReasonCode.CERTIFICATE_NOT_VALID_NOW);

    private static final Duration CHEAP_LOOK = Duration.ofMillis(500);
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Duration next = FIRST;

    static boolean needsAPerson(AgentException why) {
        return NEEDS_A_PERSON.contains(why.reason());
    }

    /** Goes on to the next pause; returns how long to wait before the token is looked at again, empty where only another process may. */
    Optional<Duration> next(AgentException why) {
        if (why.reason() == ReasonCode.SIGNATURE_INVALID) {
            return Optional.empty();
        }
        if (why.reason() == ReasonCode.PIN_REJECTED && !CkError.isLatch(why)) {
            // No login is made as long as the latch, the token's flags or the source of the PIN stand against it. Where
            // the token takes the PIN and then refuses to sign for it, there is one each time.
            return Optional.of(CHEAP_LOOK);
        }
        Duration pause = next;
        next = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
        return Optional.of(pause);
    }

    void reset() {
        next = FIRST;
    }
}
