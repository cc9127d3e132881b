package eu.qlpipeline.signing.acceptance.faults;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** An agent whose token's library is the fault-injecting one, and the service manager that starts it again. */
final class FaultyAgent {

    /** What the agent exits with when it wants to be started again. */
    static final int RESTART = 5;

    private final Path control;
    private final FaultJournal journal;
    private AgentProgram program;
    private AgentProcess process;
    private int restarts;

    private FaultyAgent(AgentHome home, AgentProgram program, Path control, AgentProcess process) {
        this.program = program;
        this.control = control;
        this.journal = new FaultJournal(journal(home));
        this.process = process;
    }

    /** Starts an agent with a token of its own; the lines are its control file from the beginning. */
    static FaultyAgent start(Stage stage, AgentHome home, Path module, List<String> lines, String... settings) {
        AgentProgram program = program(stage, home, module, lines, settings);
        AgentProcess process = program.serve();
        return new FaultyAgent(
                home, program.set("server.port", Integer.toString(process.port())), control(home), process);
    }

    /** The agent that {@link #start} starts, not started. */
    static AgentProgram program(Stage stage, AgentHome home, Path module, List<String> lines, String... settings) {
        Path control = control(home);
        write(control, lines);
        AgentProgram program = stage.program(home)
                .withVariable("FAULT_PKCS11_MODULE", home.token().module().toString())
                .withVariable("FAULT_PKCS11_CONTROL", control.toString())
                .withVariable("FAULT_PKCS11_LOG", journal(home).toString())
                .set("token.module", module.toString())
                .set("signing.threads", "2");
        for (int i = 0; i < settings.length; i += 2) {
            program = program.set(settings[i], settings[i + 1]);
        }
        return program;
    }

    private static Path control(AgentHome home) {
        return home.directory().resolve("faults");
    }

    private static Path journal(AgentHome home) {
        return home.directory().resolve("calls.log");
    }

    /** What the module has done. */
    FaultJournal journal() {
        return journal;
    }

    String address() {
        return process.address();
    }

    AgentProcess process() {
        return process;
    }

    /** Has the module behave so from its next call on. */
    void control(List<String> lines) {
        write(control, lines);
    }

    private static void write(Path control, List<String> lines) {
        try {
            Path written = control.resolveSibling("faults.new");
            Files.write(written, lines);
            Files.move(written, control, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts another verb on the same home, for which the module behaves as these lines say. */
    RunningProgram beside(List<String> lines, String... verb) {
        Path other = control.resolveSibling("faults-beside");
        write(other, lines);
        return program.withVariable("FAULT_PKCS11_CONTROL", other.toString()).start(verb);
    }

    /** Lifts the latch of the PIN, as a person would. */
    void unlatch() {
        program.run("pin", "unlatch").orThrow();
    }

    /** Waits until the agent has ended to be started again, and starts it. */
    void restartWhenEnded(Duration patience) {
        int exitCode = process.running().await(patience).exitCode();
        if (exitCode != RESTART) {
            throw new AssertionError("exit code " + exitCode + " (expected: " + RESTART + ")\n"
                    + process.running().errorOutput());
        }
        restarts++;
    }

    void serveAgain() {
        process = program.serve();
    }

    /** How often it was started again since this was asked last. */
    int takeRestarts() {
        int taken = restarts;
        restarts = 0;
        return taken;
    }
}
