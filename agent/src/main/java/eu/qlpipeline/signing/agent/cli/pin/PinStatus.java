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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a login would be tried.
 *
 * @param file the file of the latch
 * @param latch what it remembers
 * @param pausedUntil until when no login is tried, after an answer of the token that may mean the PIN
 * @param token what the token says of its PIN
 * @param advice what a person does about that: of a token at risk the command to log in by hand, of one that could not be asked why
 */
record PinStatus(Path file, LatchState latch, Optional<Instant> pausedUntil, TokenWord token, String advice) {

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
        Optional<Instant> pausedUntil = latch.pausedUntil(Clock.systemUTC().instant());
        try (var calls = new AwaitedCalls(hangs)) {
            TokenSlot slot = calls.make(() -> Pkcs11Module.load(settings).find(settings.token()));
            TokenWord word =
                    slot.pinLocked() ? TokenWord.LOCKED : slot.pinAtRisk() ? TokenWord.AT_RISK : TokenWord.USABLE;
            String byHand = settings.loginByHand(slot.token().label());
            return new PinStatus(settings.latch(), latch, pausedUntil, word, byHand);
        } catch (AgentException e) {
            return new PinStatus(settings.latch(), latch, pausedUntil, TokenWord.NOT_REACHABLE, e.withHints());
        }
    }

    private static LatchState latch(Path file) {
        try {
            return new PinLatch(file, Clock.systemUTC()).state();
        } catch (AgentException e) {
            List<String> hints = new ArrayList<>(e.hints());
            hints.add("forget what it says, once the PIN is right, with: signing-agent pin unlatch");
            throw e.hinting(hints);
        }
    }

    /** What {@code pin status} exits with: whether a login would be tried, as far as that can be told. */
    int exitCode() {
        if (latch.latched() || pausedUntil.isPresent()) {
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
        object.put("latched", latch.latched());
        object.put("refusals", latch.refusals());
        object.put("unsettled", latch.unsettled());
        latch.last().ifPresent(last -> {
            object.put(latch.refusals() > 0 ? "refusedToken" : "unclearToken", last.token());
            object.put("error", last.error());
            object.put("at", last.at().toString());
        });
        pausedUntil.ifPresent(until -> object.put("pausedUntil", until.toString()));
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
        return remembered() + "\ntoken says: " + token.label() + said + "\nfile: " + file + "\n"
                + (latch.latched() ? "lift it, once the PIN is right, with: signing-agent pin unlatch\n" : "");
    }

    private String remembered() {
        if (latch.refusals() > 0) {
            LatchState.Refusal last = latch.last().orElseThrow();
            return "latched: token " + last.token() + " refused with " + last.error() + " on " + last.at() + ", "
                    + latch.refusals() + " in all";
        }
        String answer = latch.last()
                .map(last -> "; token " + last.token() + " answered with " + last.error() + " on " + last.at()
                        + ", which may mean the PIN")
                .orElse("");
        return (latch.latched() ? "latched: " + latch.unsettled() + " logins without a known outcome" : "not latched")
                + answer
                + pausedUntil.map(until -> "; tried again after " + until).orElse("");
    }
}
