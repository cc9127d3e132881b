package eu.qlpipeline.signing.agent.cli;

import picocli.CommandLine.Option;

/** The option {@code --json} of every verb whose output a machine might read. */
final class JsonOption {

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    boolean json() {
        return json;
    }
}
