package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.pin.Pin;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.watch.AwaitedCalls;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The doctor's checks of module, token and PIN, and then of what a login shows. Each needs the one before it. */
final class TokenChecks {

    private final AgentSettings settings;
    private final TokenSettings token;
    private final KeyChecks key;

    TokenChecks(AgentSettings settings, Clock clock) {
        this.settings = settings;
        this.token = settings.token();
        this.key = new KeyChecks(settings, clock);
    }

    void examine(Consumer<DoctorFinding> findings) {
        try (var calls = new AwaitedCalls(settings.supervision().hangs())) {
            boolean reachable = told(
                            findings,
                            "module",
                            () -> calls.make(() -> Pkcs11Module.load(token).library() + " loads"))
                    && told(findings, "token", () -> calls.make(this::token));
            // Once for all logins: a person would have to type it for each.
            try (@Nullable Pin pin = pin(findings)) {
                if (reachable && pin != null) {
                    var kept = new PinSource.Kept(pin, token.pin().describe());
                    key.examine(findings, calls, token.withPin(kept));
                } else {
                    KeyChecks.notTried(findings, "needs module, token and PIN source");
                }
            }
        }
    }

    private String token() {
        var slot = Pkcs11Module.load(token).find(token.token());
        return "label " + slot.token().label() + ", serial " + slot.token().serial() + ", in slot "
                + Long.toUnsignedString(slot.id());
    }

    private @Nullable Pin pin(Consumer<DoctorFinding> findings) {
        try {
            Pin pin = token.pin().read();
            // There is no Pin without a character.
            findings.accept(DoctorFinding.ok("PIN source", token.pin().describe() + ", readable, not empty"));
            return pin;
        } catch (AgentException e) {
            findings.accept(DoctorFinding.failed("PIN source", e));
            return null;
        }
    }

    private static boolean told(Consumer<DoctorFinding> findings, String check, Supplier<String> work) {
        DoctorFinding finding = DoctorFinding.of(check, work);
        findings.accept(finding);
        return finding.level() == DoctorFinding.Level.OK;
    }
}
