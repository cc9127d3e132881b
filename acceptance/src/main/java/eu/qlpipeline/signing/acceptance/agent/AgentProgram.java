package eu.qlpipeline.signing.acceptance.agent;

import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The signing agent's program on one home. */
public final class AgentProgram {

    /** Ample for RSA-4096 on a busy machine. */
    public static final Duration DEADLINE = Duration.ofMinutes(2);

    private static final Duration START = Duration.ofSeconds(30);
    private static final Pattern SERVING = Pattern.compile("serving on (\\S+):([0-9]+)");

    private final Processes processes;
    private final Program plain;
    private final Map<String, String> settings;

    /**
     * @param home the agent's folder
     */
    public AgentProgram(Checkout checkout, Processes processes, AgentHome home) {
        this(
                processes,
                checkout.agent(home.directory(), home.token().environment())
                        .with("--config", home.configuration().toString()),
                Map.of());
    }

    private AgentProgram(Processes processes, Program plain, Map<String, String> settings) {
        this.processes = processes;
        this.plain = plain;
        this.settings = settings;
    }

    /** The same program with one setting changed, which may have been set before. */
    public AgentProgram set(String key, String value) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(key, value);
        return new AgentProgram(processes, plain, changed);
    }

    private Program program() {
        Program program = plain;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            program = program.with("--set", setting.getKey() + "=" + setting.getValue());
        }
        return program;
    }

    /** The same program with one more variable in its environment. */
    public AgentProgram withVariable(String name, String value) {
        return new AgentProgram(processes, plain.withVariable(name, value), settings);
    }

    /** Runs one verb to its end. */
    public Outcome run(String... verb) {
        return processes.run(program().with(verb), DEADLINE);
    }

    /**
     * Runs one verb to its end by way of another program.
     *
     * @param wrapper a program that runs the command it is given in its own place
     */
    public Outcome run(List<String> wrapper, String... verb) {
        return processes.run(wrapped(wrapper, verb), DEADLINE);
    }

    /** Starts one verb. */
    public RunningProgram start(String... verb) {
        return processes.start(program().with(verb));
    }

    /**
     * Starts one verb by way of another program.
     *
     * @param wrapper a program that runs the command it is given in its own place
     */
    public RunningProgram start(List<String> wrapper, String... verb) {
        return processes.start(wrapped(wrapper, verb));
    }

    /**
     * Starts the agent, and waits until it serves.
     *
     * @throws eu.qlpipeline.signing.acceptance.process.ProgramException if it does not
     */
    public AgentProcess serve() {
        return serve(List.of());
    }

    /**
     * Starts the agent by way of another program, and waits until it serves.
     *
     * @param wrapper a program that runs the command it is given in its own place
     */
    public AgentProcess serve(List<String> wrapper) {
        long start = System.nanoTime();
        var running = processes.start(wrapped(wrapper, "serve"));
        var serving = running.awaitError(SERVING, START);
        return new AgentProcess(
                running, serving.group(1) + ":" + serving.group(2), Duration.ofNanos(System.nanoTime() - start));
    }

    private Program wrapped(List<String> wrapper, String... verb) {
        Program program = program().with(verb);
        var command = new ArrayList<>(wrapper);
        command.addAll(program.command());
        return new Program(command, program.environment(), program.directory());
    }
}
