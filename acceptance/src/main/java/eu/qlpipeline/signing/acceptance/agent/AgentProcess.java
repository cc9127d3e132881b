package eu.qlpipeline.signing.acceptance.agent;

import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import java.time.Duration;

/**
 * An agent that serves.
 *
 * @param running the process
 * @param address HOST:PORT
 * @param startTime from start to the line that says so
 */
public record AgentProcess(RunningProgram running, String address, Duration startTime) {

    /** The port it serves on. */
    public int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
