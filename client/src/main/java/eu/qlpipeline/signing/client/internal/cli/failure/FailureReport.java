package eu.qlpipeline.signing.client.internal.cli.failure;

import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.internal.rpc.PeerText;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.fetch.FetchReport;
import eu.qlpipeline.signing.fetch.StackTrace;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Prints a failure as one line and its hints on standard error, and tells the exit code. */
public final class FailureReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private static final String PROGRAM = "signing-verifier: ";

    private final BooleanSupplier debug;

    public FailureReport(BooleanSupplier debug) {
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        Line line = line(failure);
        boolean unhelped = line.exitCode() == ExitCodes.USAGE && line.hints().isEmpty();
        print(command.getErr(), line.text(), unhelped ? FetchReport.help(command) : line.hints(), failure);
        return line.exitCode();
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        print(command.getErr(), FetchReport.message(failure), FetchReport.help(command), failure);
        return ExitCodes.USAGE;
    }

    private void print(PrintWriter err, String text, List<String> hints, Exception failure) {
        err.println(PROGRAM + PeerText.printable(text));
        hints.forEach(hint -> err.println("hint: " + hint));
        if (debug.getAsBoolean()) {
            StackTrace.print(failure, err);
        }
        err.flush();
    }

    private static Line line(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof UsageException usage) {
            return new Line(ExitCodes.USAGE, message, usage.hints());
        }
        if (failure instanceof VerificationException rejected) {
            return new Line(
                    ExitCodes.REJECTED,
                    "rejected: " + rejected.reason() + ": " + message,
                    List.of(Hints.of(rejected.reason())));
        }
        if (failure instanceof ReceiptException receipt) {
            return new Line(
                    ExitCodes.REJECTED,
                    "rejected: " + receipt.reason() + ": " + message,
                    List.of(Hints.of(receipt.reason())));
        }
        if (failure instanceof AgentRefusedException refused) {
            return new Line(
                    refused.isRetryable() ? ExitCodes.UNREACHABLE : ExitCodes.REJECTED,
                    "refused: " + message,
                    List.of(Hints.of(refused.reason())));
        }
        if (failure instanceof AgentUnavailableException) {
            return new Line(ExitCodes.UNREACHABLE, "unreachable: " + message, Hints.UNREACHABLE);
        }
        if (failure instanceof TrustStoreException store) {
            boolean unreadable = store.reason() == TrustStoreException.Reason.UNREADABLE;
            return new Line(
                    unreadable ? ExitCodes.USAGE : ExitCodes.REJECTED,
                    store.reason() + ": " + message,
                    List.of(Hints.of(store.reason())));
        }
        return new Line(
                ExitCodes.REJECTED,
                "defect: " + failure.getClass().getSimpleName() + ": " + message,
                List.of("run it again with --debug and report the stack trace"));
    }

    private record Line(int exitCode, String text, List<String> hints) {}
}
