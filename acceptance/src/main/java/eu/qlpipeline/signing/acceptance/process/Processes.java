package eu.qlpipeline.signing.acceptance.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The owner of processes: whatever it started is gone after {@link #close()}, which also runs when this JVM ends.
 *
 * <p>Safe for use by several threads.
 */
public final class Processes implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Path outputs;
    private final Thread hook = new Thread(this::endAll, "end-processes");
    private final Deque<RunningProgram> started = new ArrayDeque<>();
    private boolean closed;
    private int count;

    /**
     * @param outputs an existing folder for the output of the processes
     */
    public Processes(Path outputs) {
        this.outputs = outputs;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a program.
     *
     * @throws ProgramException if it cannot be started, or this owner is closed
     */
    public synchronized RunningProgram start(Program program) {
        if (closed) {
            throw new ProgramException("stopping, not started: " + program.command());
        }
        count++;
        Path out = outputs.resolve(count + ".out");
        Path err = outputs.resolve(count + ".err");
        try {
            Files.createFile(out);
            Files.createFile(err);
            var process = program.prepare()
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            var running = new RunningProgram(program.command(), process, out, err);
            started.removeIf(earlier -> !earlier.isAlive());
            started.push(running);
            return running;
        } catch (IOException e) {
            throw new ProgramException("cannot start: " + program.command(), e);
        }
    }

    /**
     * Runs a program to its end.
     *
     * @throws ProgramException if it cannot be started, or is still running at the deadline
     */
    public Outcome run(Program program, Duration deadline) {
        return start(program).await(deadline);
    }

    /** Lets a process run on when this owner closes. */
    public synchronized void release(RunningProgram program) {
        started.remove(program);
    }

    /** Ends every process: the last started first, by SIGTERM, and by SIGKILL where that is not enough. */
    @Override
    public void close() {
        endAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This JVM is ending, and the hook with it.
            return;
        }
    }

    private synchronized void endAll() {
        closed = true;
        for (RunningProgram program : started) {
            program.terminate();
            if (!program.waitFor(GRACE)) {
                program.kill();
                program.waitFor(GRACE);
            }
        }
        started.clear();
    }
}
