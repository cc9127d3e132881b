package eu.qlpipeline.signing.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A process that was started here. Its output goes to files, so that it can outlive this process and never waits for a
 * reader.
 *
 * <p>Safe for use by several threads.
 */
public final class RunningProgram {

    private static final Duration POLL = Duration.ofMillis(5);
    private static final int EXIT_CODE_UNKNOWN = -1;

    private final List<String> command;
    private final Process process;
    private final Path out;
    private final Path err;
    private final long startNanos = System.nanoTime();

    RunningProgram(List<String> command, Process process, Path out, Path err) {
        this.command = List.copyOf(command);
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The file that takes standard error. */
    public Path errorFile() {
        return err;
    }

    /** All of standard error so far. */
    public String errorOutput() {
        return read(err);
    }

    /** All of standard output so far. */
    public String output() {
        return read(out);
    }

    /**
     * Waits until the pattern is found in standard error.
     *
     * @return the first match
     * @throws ProgramException if the process ends before, or the deadline passes
     */
    public MatchResult awaitError(Pattern pattern, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            var matcher = pattern.matcher(read(err));
            if (matcher.find()) {
                return matcher.toMatchResult();
            }
            if (!alive || System.nanoTime() > end) {
                throw new ProgramException("waited for: " + pattern + "\n" + outcome());
            }
            waitFor(POLL);
        }
    }

    /**
     * Waits for the end of the process.
     *
     * @throws ProgramException if the deadline passes; the process has then been killed
     */
    public Outcome await(Duration deadline) {
        if (!waitFor(deadline)) {
            kill();
            throw new ProgramException("still running after " + deadline.toSeconds() + " s\n" + outcome());
        }
        return outcome();
    }

    /** Whether the process ends within the time given. */
    public boolean waitFor(Duration atMost) {
        try {
            return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw new ProgramException("interrupted while waiting for: " + command, e);
        }
    }

    /** Asks the process to end (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    /** Ends the process at once (SIGKILL), and what it started. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The command line as the system shows it to every user. */
    public String visibleCommandLine() {
        return read(Path.of("/proc", Long.toString(pid()), "cmdline")).replace('\0', ' ');
    }

    private Outcome outcome() {
        int exitCode = process.isAlive() ? EXIT_CODE_UNKNOWN : process.exitValue();
        var elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        return new Outcome(command, exitCode, read(out), read(err), elapsed);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
