package eu.qlpipeline.signing.agent.cli.pin;

import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.latch.LatchState;
import eu.qlpipeline.signing.agent.latch.PinAdvice;
import eu.qlpipeline.signing.agent.latch.PinLatch;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSlot;
import eu.qlpipeline.signing.agent.watch.AwaitedCalls;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a login would be tried.
 *
 * @param file the file of the latch
 * @param latch what it remembers
 * @param token what the token says of its PIN
 * @param advice what a person does about that: of a token at risk the command to log in by hand, of one that could not be asked why
 */
record PinStatus(Path file, Remembered latch, TokenWord token, String advice) {

    /** What the token says of its PIN. */
    enum TokenWord {
        /** Nothing. */
        USABLE,
        /** It was refused before, and few tries are left. */
        AT_RISK,
        /** It is locked. */
        LOCKED,
        /** The token could not be asked. */
        NOT_REACHABLE;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Asks the token, which is not waited for where it hangs. */
    static PinStatus of(TokenSettings settings, HangSettings hangs) {
        LatchState latch = latch(settings.latch());
        Instant now = Clock.systemUTC().instant();
        try (var calls = new AwaitedCalls(hangs)) {
            TokenSlot slot = calls.make(() -> Pkcs11Module.load(settings).find(settings.token()));
            TokenWord word =
                    slot.pinLocked() ? TokenWord.LOCKED : slot.pinAtRisk() ? TokenWord.AT_RISK : TokenWord.USABLE;
            String byHand = slot.loginByHand();
            var remembered = new Remembered(latch, now, Optional.of(slot.latchedToken()));
            return new PinStatus(settings.latch(), remembered, word, byHand);
        } catch (AgentException e) {
            var remembered = new Remembered(latch, now, Optional.empty());
            return new PinStatus(settings.latch(), remembered, TokenWord.NOT_REACHABLE, e.withHints());
        }
    }

    private static LatchState latch(Path file) {
        try {
            return new PinLatch(file, Clock.systemUTC()).state();
        } catch (AgentException e) {
            throw e.alsoHinting("forget what it says, once the PIN is right, with: " + PinAdvice.UNLATCH);
        }
    }

    /** What {@code pin status} exits with: whether a login would be tried, as far as that can be told. */
    int exitCode() {
        if (latch.latched() || latch.pausedUntil().isPresent()) {
            return ExitCode.REFUSED;
        }
        return switch (token) {
            case USABLE -> ExitCode.DONE;
            case AT_RISK, LOCKED -> ExitCode.REFUSED;
            case NOT_REACHABLE -> ExitCode.TOKEN;
        };
    }

    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        latch.putInto(object);
        object.put("file", file.toString());
        object.put("token", token.label());
        if (token == TokenWord.NOT_REACHABLE) {
            object.put("tokenProblem", advice);
        }
        object.put("ok", exitCode() == ExitCode.DONE);
        return object;
    }

    String text() {
        String said = switch (token) {
            case USABLE, LOCKED -> "";
            case AT_RISK -> "\n" + PinAdvice.byHand(advice);
            case NOT_REACHABLE -> "\nreason: " + advice;
        };
        return latch.text() + "\ntoken says: " + token.label() + said + "\nfile: " + file + "\n" + latch.advice();
    }
}
