package eu.qlpipeline.signing.acceptance.demo;

import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import java.io.PrintStream;
import java.util.Locale;

/**
 * An agent that runs on after the demo.
 *
 * @param stage where it runs
 * @param agent the process
 */
record KeptAgent(Stage stage, AgentProcess agent) {

    /** Says how to talk to it, and how to stop it. */
    void explain(PrintStream out) {
        var provider = stage.provider();
        out.printf("%nThe agent runs on at %s. Ask it again:%n%n", agent.address());
        out.printf(
                "  scripts/signing-verifier verify --agent %s --agent-certificate %s \\%n"
                        + "    --certificate %s --key %s --trust-store %s%n",
                agent.address(),
                stage.home().tls().certificate(),
                provider.tls().certificate(),
                provider.tls().key(),
                provider.trustStore());
        out.printf("%nIts log: %s%n", agent.running().errorFile());
        out.printf("Stop it and remove what it left:%n%n");
        out.printf(
                Locale.ROOT,
                "  kill %d; rm -r %s%n",
                agent.running().pid(),
                stage.folder().path());
    }
}
