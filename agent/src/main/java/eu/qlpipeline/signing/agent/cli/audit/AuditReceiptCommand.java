package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.audit.receipt.LoggedReceipt;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit receipt}: makes the receipt of one record. */
@Command(
        name = "receipt",
        description = {
            "Write the receipt of one signature in a log to a file, for a caller that cannot have it from an agent any more.",
            "Needs no key: a checkpoint of the log has signed it. signing-verifier receipt verify verifies it."
        })
final class AuditReceiptCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    private final ConfigOptions options;

    @Mixin
    private final LogOption log = new LogOption();

    @Mixin
    private final OutOption out = new OutOption();

    @Option(
            names = "--record",
            required = true,
            paramLabel = "NUMBER",
            description = "The number of the record: the first word of a line of audit show --outcome SIGNED.")
    private long sequence;

    AuditReceiptCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        Receipt receipt = LogOption.read(log.directory(options), directory -> LoggedReceipt.of(directory, sequence));
        out.write(ReceiptText.encode(receipt), "receipt-" + sequence + ".txt");
        Console console = Console.of(spec);
        console.note("receipt of record " + sequence + ": "
                + TextRule.printable(receipt.outcome().request().caller()) + ", "
                + receipt.outcome().time());
        CertificateFingerprint signer = receipt.signed().certificate();
        if (!receipt.checkpoint().certificate().equals(signer)) {
            console.note("checkpoint: of certificate " + receipt.checkpoint().certificate() + " (expected: " + signer
                    + ", as the record): verifiers reject the receipt (CERTIFICATE_OTHER)");
            console.note("hint: if that certificate is still valid, start an agent with its key on this log once more:"
                    + " the checkpoint that it makes covers the record; then make the receipt again");
        }
        return ExitCode.DONE;
    }
}
