package eu.qlpipeline.signing.agent.cli.pin;

import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.cli.console.JsonOption;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.latch.PinAdvice;
import eu.qlpipeline.signing.agent.latch.PinLatch;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pin}: what is remembered of refused PINs. */
@Command(name = "pin", description = "Show whether the PIN is tried, and let it be tried again.")
public final class PinCommand implements Runnable {

    private final ConfigOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    /** The verb, for the configuration that the options name. */
    public PinCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "pin: no verb (expected: status or unlatch)");
    }

    /** {@code pin status}: whether a login would be tried. */
    @Command(
            name = "status",
            description = {
                "Print what is remembered of refused PINs, and what the token says of its PIN. Does not log in.",
                "Exit code 1 if no login would be tried, 2 if its file cannot be read, 3 if the token cannot be asked."
            })
    int status(@Mixin JsonOption output) {
        AgentSettings settings = options.settings();
        PinStatus status = PinStatus.of(settings.token(), settings.supervision().hangs());
        Console console = Console.of(spec);
        if (output.json()) {
            console.json(status.json());
        } else {
            console.print(status.text());
        }
        return status.exitCode();
    }

    /** {@code pin unlatch}: lets the PIN be tried again. */
    @Command(
            name = "unlatch",
            description = {
                "Forget the refused PIN, so that the agent tries again: once, and no more if that is refused too.",
                "For a person who has corrected the PIN. Does not log in, but asks the token whether it has tries left."
            })
    int unlatch() {
        AgentSettings settings = options.settings();
        TokenSettings token = settings.token();
        boolean lifted = new PinLatch(token.latch(), Clock.systemUTC()).lift();
        PinStatus status = PinStatus.of(token, settings.supervision().hangs());
        Console console = Console.of(spec);
        console.print((lifted ? "unlatched" : "not latched") + rest(lifted, status.token()) + "\nfile: " + token.latch()
                + "\n");
        if (lifted) {
            console.note(
                    token.pin() instanceof PinSource.Credential
                            ? "hint: restart the service: systemd hands a corrected PIN only to a new process"
                            : "hint: an agent that runs tries again by itself");
        }
        hints(status).forEach(hint -> console.note("hint: " + hint));
        return ExitCode.DONE;
    }

    private static String rest(boolean lifted, PinStatus.TokenWord token) {
        return switch (token) {
            case AT_RISK -> ", but the token is at risk: no login is tried before one by hand";
            case LOCKED -> ", but the PIN is locked: no login is tried before there is a new one";
            case USABLE, NOT_REACHABLE -> lifted ? ": the next login is tried" : ": nothing to do";
        };
    }

    private static List<String> hints(PinStatus status) {
        return switch (status.token()) {
            case USABLE -> List.of();
            case AT_RISK -> List.of(PinAdvice.byHand(status.advice()));
            case LOCKED -> List.of(PinAdvice.LOCKED);
            case NOT_REACHABLE ->
                List.of(
                        "the token could not be asked whether it has tries left: " + status.advice(),
                        "see it before the next login with: signing-agent pin status");
        };
    }
}
