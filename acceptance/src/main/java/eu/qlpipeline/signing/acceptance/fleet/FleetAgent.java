package eu.qlpipeline.signing.acceptance.fleet;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.time.Duration;

/**
 * One agent of a fleet that serves.
 *
 * @param home its folder
 * @param process its process
 * @param faults its token's troubles
 */
public record FleetAgent(AgentHome home, AgentProcess process, FaultControl faults) {

    private static final Duration SIGNAL = Duration.ofSeconds(5);

    /** Stops the process as it stands (SIGSTOP): its connections stay open, and nothing comes of them. */
    public void freeze(Processes processes) {
        signal(processes, "-STOP");
    }

    /** Lets it go on (SIGCONT). */
    public void thaw(Processes processes) {
        signal(processes, "-CONT");
    }

    private void signal(Processes processes, String signal) {
        var kill = Program.of(
                home.directory(),
                "kill",
                signal,
                Long.toString(process.running().pid()));
        processes.run(kill, SIGNAL).orThrow();
    }
}
