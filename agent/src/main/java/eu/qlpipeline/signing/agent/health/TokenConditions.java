package eu.qlpipeline.signing.agent.health;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.Disclosure;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.Standing;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.status.Condition;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import eu.qlpipeline.signing.agent.status.StatusSource;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is the matter with the token, its key and the certificate. Safe for use by several threads. */
public final class TokenConditions implements StatusSource {

    private static final Duration SOON = Duration.ofDays(90);

    private final TokenSupervisor supervisor;
    private final CallWatch watch;
    private final Clock clock;

    /** The conditions of that supervisor's token. */
    public TokenConditions(TokenSupervisor supervisor, CallWatch watch, Clock clock) {
        this.supervisor = supervisor;
        this.watch = watch;
        this.clock = clock;
    }

    @Override
    public List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        Standing now = supervisor.standing();
        now.why()
                .ifPresent(
                        why -> conditions.add(Condition.blocking(kind(why.reason()), Disclosure.of(why), now.since())));
        int lost = watch.lost();
        if (lost > 0 && now.why().isEmpty()) {
            conditions.add(Condition.warning(ConditionKind.TOKEN_HUNG, "token: " + lost + " calls have not returned"));
        }
        now.generation().ifPresent(generation -> {
            if (!generation.offers(PurposeKind.RAW_CHALLENGE)) {
                conditions.add(Condition.warning(
                        ConditionKind.TOKEN_REFUSES, "token: refuses a salt of 478 bytes; raw challenges are off"));
            }
            Instant end = generation.identity().certificate().getNotAfter().toInstant();
            Instant time = clock.instant();
            if (time.isBefore(end) && time.plus(SOON).isAfter(end)) {
                conditions.add(Condition.warning(ConditionKind.CERTIFICATE_ENDS_SOON, "certificate: ends at " + end));
            }
        });
        return conditions;
    }

    @Override
    public void onChange(Runnable listener) {
        supervisor.onChange(listener);
    }

    /** What the reason of an {@link AgentException} is to an operator. */
    static ConditionKind kind(ReasonCode reason) {
        return switch (reason) {
            case TOKEN_ABSENT, TOKEN_UNREACHABLE -> ConditionKind.TOKEN_ABSENT;
            case TOKEN_HUNG -> ConditionKind.TOKEN_HUNG;
            case SCHEME_UNSUPPORTED -> ConditionKind.TOKEN_REFUSES;
            case SIGNATURE_INVALID -> ConditionKind.SIGNATURE_WRONG;
            case PIN_REJECTED -> ConditionKind.PIN_LATCHED;
            case KEY_UNUSABLE -> ConditionKind.KEY_WRONG;
            case CERTIFICATE_NOT_VALID_NOW -> ConditionKind.CERTIFICATE_NOT_VALID;
            case SHUTTING_DOWN -> ConditionKind.STOPPING;
            default -> ConditionKind.TOKEN_LOST;
        };
    }
}
