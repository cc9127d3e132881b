package eu.qlpipeline.signing.agent.cli.console;

import picocli.CommandLine.Option;

/** The option {@code --json} of every verb whose output a machine might read. */
public final class JsonOption {

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public boolean json() {
        return json;
    }
}
