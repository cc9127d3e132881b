package eu.qlpipeline.signing.client.internal.cli.receipt;

import eu.qlpipeline.signing.client.trust.TrustStore;
import java.time.Clock;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The group of verbs about receipts; alone it asks for one of them. */
@Command(
        name = "receipt",
        description = "Gets and verifies receipts: evidence that a signature is in the agent's audit log.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class ReceiptCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private ReceiptCommand() {}

    /** The group with its verbs. */
    public static CommandLine commandLine(Supplier<TrustStore> store, Clock clock) {
        return new CommandLine(new ReceiptCommand())
                .addSubcommand(new ReceiptGetCommand(store, clock))
                .addSubcommand(new ReceiptVerifyCommand(store));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "receipt: no verb (expected: get or verify)");
    }
}
