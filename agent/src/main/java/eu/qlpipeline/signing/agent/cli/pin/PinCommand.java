package eu.qlpipeline.signing.agent.cli.pin;

import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.cli.console.JsonOption;
import eu.qlpipeline.signing.agent.latch.PinLatch;
import eu.qlpipeline.signing.agent.pkcs11.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import java.time.Clock;
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
                "Exit code 1 if no login would be tried."
            })
    int status(@Mixin JsonOption output) {
        PinStatus status = PinStatus.of(options.settings().token());
        Console console = Console.of(spec);
        if (output.json()) {
            console.json(status.json());
        } else {
            console.print(status.text());
        }
        return status.open() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    /** {@code pin unlatch}: lets the PIN be tried again. */
    @Command(
            name = "unlatch",
            description = {
                "Forget the refused PIN, so that the agent tries again: once, and no more if that is refused too.",
                "For a person who has corrected the PIN. Does not log in."
            })
    int unlatch() {
        TokenSettings token = options.settings().token();
        boolean lifted = new PinLatch(token.latch(), Clock.systemUTC()).lift();
        Console console = Console.of(spec);
        console.print((lifted ? "unlatched: the next login is tried\nfile: " : "not latched: nothing to do\nfile: ")
                + token.latch() + "\n");
        if (lifted) {
            console.note(
                    token.pin() instanceof PinSource.Credential
                            ? "hint: restart the service: systemd hands a corrected PIN only to a new process"
                            : "hint: an agent that runs tries again by itself");
        }
        return ExitCode.DONE;
    }
}
