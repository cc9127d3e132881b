package eu.qlpipeline.signing.client.internal.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The group of verbs about the trusted list; alone it asks for one of them. */
@Command(name = "trust", description = "Adds, lists and removes trusted certificates.")
@SuppressWarnings("NullAway.Init") // set by picocli
final class TrustCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "trust: no verb (expected: add, list or remove)");
    }
}
