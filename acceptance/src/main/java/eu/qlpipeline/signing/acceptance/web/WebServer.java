package eu.qlpipeline.signing.acceptance.web;

import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.ProgramException;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * A web server that listens, in the foreground of a process of its own.
 *
 * @param running the process
 * @param port where it listens on this machine
 */
public record WebServer(RunningProgram running, int port) implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration GRACE = Duration.ofSeconds(5);

    /**
     * Starts a program, and waits until it listens.
     *
     * @throws ProgramException if it is not installed, ends at once, or does not listen in time
     */
    static WebServer start(Processes processes, Program program, int port) {
        RunningProgram running = processes.start(program);
        long end = System.nanoTime() + START.toNanos();
        while (!listens(port)) {
            if (running.waitFor(POLL)) {
                throw new ProgramException(
                        "server: has ended (expected: port " + port + " open)\n" + running.await(Duration.ZERO));
            }
            if (System.nanoTime() > end) {
                running.kill();
                throw new ProgramException(
                        "server: port " + port + " is closed (expected: open)\n" + running.await(GRACE));
            }
        }
        return new WebServer(running, port);
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the process and what it started. */
    @Override
    public void close() {
        running.terminate();
        if (!running.waitFor(GRACE)) {
            running.kill();
        }
    }
}
