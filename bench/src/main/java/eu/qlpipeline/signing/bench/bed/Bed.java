package eu.qlpipeline.signing.bench.bed;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.WorkFolder;
import eu.qlpipeline.signing.acceptance.token.TestToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everything one run measures on: a SoftHSM token with a key that the agent made, callers that may ask for everything, and
 * the C programs beside them. Closing ends all processes.
 */
public final class Bed implements AutoCloseable {

    private static final int CALLERS = 2;

    private final Programs programs;
    private final WorkFolder folder;
    private final AgentHome home;
    private final Crew crew;
    private final AtomicInteger started = new AtomicInteger();
    private final Path natives;

    private Bed(Programs programs, WorkFolder folder, AgentHome home, Crew crew) {
        this.programs = programs;
        this.folder = folder;
        this.home = home;
        this.crew = crew;
        this.natives = folder.folder("native");
    }

    /**
     * Makes token, key, callers and C programs in a folder.
     *
     * @param agentOptions further options for the virtual machine of each agent
     */
    public static Bed make(Checkout checkout, WorkFolder folder, List<String> agentOptions) {
        var processes = new Processes(folder.folder("outputs"));
        var openSsl = new OpenSsl(processes);
        TestToken token = TestToken.make(checkout, processes, folder.folder("token"), "bench");
        Path agent = folder.folder("agent");
        AgentHome home = AgentHome.make(agent, token, TlsIdentity.make(openSsl, agent, "agent-tls"));
        new AgentProgram(checkout, processes, home).run("init").orThrow();
        var crew = new Crew(openSsl, folder.folder("callers"));
        crew.admit(CALLERS, home.providers());
        var bed = new Bed(new Programs(checkout, processes, agentOptions), folder, home, crew);
        checkout.buildNatives(processes, bed.natives);
        return bed;
    }

    /** Starts an agent on this bed's token, as it runs in production. */
    public RunningAgent start(String... settings) {
        return start(home.token().environment(), List.of(settings), CALLERS);
    }

    /** Starts an agent that knows so many callers. */
    public RunningAgent startFor(int callers) {
        Path providers = folder.folder("providers-" + callers);
        crew.admit(callers, providers);
        return start(home.token().environment(), List.of("providers.directory=" + providers), callers);
    }

    /**
     * Starts an agent whose token takes that long for each signature and makes one at a time, as a small USB HSM does. It has
     * two sessions, because SunPKCS11 keeps one logged in beside the one that signs.
     *
     * @param signing time of one signature
     */
    public RunningAgent startOnSlowToken(Duration signing, String... settings) {
        Path control = home.directory().resolve("slow-token");
        try {
            Files.writeString(control, "sessions 2\nsigning-time " + signing.toMillis() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> environment = new HashMap<>(home.token().environment());
        environment.put("FAULT_PKCS11_MODULE", home.token().module().toString());
        environment.put("FAULT_PKCS11_CONTROL", control.toString());
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("token.module=" + natives.resolve("libfault-pkcs11.so"));
        all.add("signing.threads=1");
        return start(environment, all, CALLERS);
    }

    private RunningAgent start(Map<String, String> environment, List<String> settings, int callers) {
        List<String> command = Checkout.java();
        command.addAll(programs.agentOptions);
        command.addAll(List.of(
                "-jar",
                programs.checkout
                        .root()
                        .resolve("agent/target/signing-agent.jar")
                        .toString(),
                "--config",
                home.configuration().toString()));
        List<String> all = new ArrayList<>(settings);
        // No two agents write one log.
        all.add("audit.directory=" + folder.path().resolve("audit-" + started.incrementAndGet()));
        for (String setting : all) {
            command.addAll(List.of("--set", setting));
        }
        command.add("serve");
        return RunningAgent.start(
                programs.processes, new Program(command, environment, home.directory()), home, crew.first(callers));
    }

    /** Runs the raw loop on this bed's token, for whole seconds. */
    public RawLoop raw(int threads, Duration duration) {
        return raw(new RawLoop.Shape(threads, duration, Duration.ZERO));
    }

    /** Runs it on one thread that pauses before each signature, for whole milliseconds. */
    public RawLoop rawWithPauses(Duration duration, Duration pause) {
        return raw(new RawLoop.Shape(1, duration, pause));
    }

    private RawLoop raw(RawLoop.Shape shape) {
        return RawLoop.run(programs.processes, natives.resolve("raw-sign"), home.token(), shape);
    }

    /** Makes the token that SoftHSM finds within this process, by the configuration file that the environment names. */
    public TestToken tokenOfThisProcess() {
        var token = new TestToken(folder.path().resolve("direct"), home.token().module(), "direct");
        String configuration = System.getenv("SOFTHSM2_CONF");
        if (!token.configuration().toString().equals(configuration)) {
            throw new IllegalStateException(
                    "SOFTHSM2_CONF: " + configuration + " (expected: " + token.configuration() + ")");
        }
        return TestToken.make(programs.checkout, programs.processes, token.directory(), token.label());
    }

    /** Makes a folder for one purpose. */
    public Path folder(String name) {
        return folder.folder(name);
    }

    /** The owner of the processes. */
    public Processes processes() {
        return programs.processes;
    }

    /** The checkout whose programs are measured. */
    public Checkout checkout() {
        return programs.checkout;
    }

    /** The agent's folder. */
    public AgentHome home() {
        return home;
    }

    @Override
    public void close() {
        programs.processes.close();
    }

    private record Programs(Checkout checkout, Processes processes, List<String> agentOptions) {}
}
