package eu.qlpipeline.signing.bench.bed;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.client.AgentAddress;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.ClientIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** An agent process that serves. */
public final class RunningAgent implements AutoCloseable {

    private static final Pattern SERVING = Pattern.compile("serving on (\\S+:[0-9]+)");
    private static final Pattern MOST_RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Duration START = Duration.ofSeconds(60);
    private static final double KIB_PER_MIB = 1024;

    private final RunningProgram process;
    private final String address;
    private final AgentHome home;
    private final List<TlsIdentity> callers;

    private RunningAgent(RunningProgram process, String address, AgentHome home, List<TlsIdentity> callers) {
        this.process = process;
        this.address = address;
        this.home = home;
        this.callers = callers;
    }

    static RunningAgent start(Processes processes, Program program, AgentHome home, List<TlsIdentity> callers) {
        RunningProgram process = processes.start(program);
        String address = process.awaitError(SERVING, START).group(1);
        return new RunningAgent(process, address, home, callers);
    }

    /** A client of this agent with the identity of a caller. */
    public AgentClient connect(int caller, Duration deadline, int connections) {
        TlsIdentity identity = callers.get(caller);
        try {
            return AgentClient.connect(
                    AgentAddress.parse(address),
                    Variants.read(home.tls().certificate()),
                    ClientIdentity.read(identity.certificate(), identity.key()),
                    deadline,
                    connections);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate of the signing key. */
    public X509Certificate signingCertificate() {
        return Variants.read(home.certificate());
    }

    /** The folder of the agent. */
    AgentHome home() {
        return home;
    }

    /** Processor time that the process has spent, in seconds. */
    public double processorSeconds() {
        return ProcessHandle.of(process.pid())
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .orElseThrow(() -> new IllegalStateException("agent: has ended"))
                        .toNanos()
                / 1e9;
    }

    /** The most memory that the process has ever had resident, in MiB. */
    public double mostResidentMib() {
        try {
            var status =
                    MOST_RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
            if (!status.find()) {
                throw new IllegalStateException("VmHWM: not found");
            }
            return Long.parseLong(status.group(1)) / KIB_PER_MIB;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.terminate();
        if (!process.waitFor(Duration.ofSeconds(20))) {
            process.kill();
        }
    }
}
