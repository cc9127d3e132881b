package eu.qlpipeline.signing.acceptance.stage;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.WorkFolder;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.token.KeyProbe;
import eu.qlpipeline.signing.acceptance.token.Pkcs11Tool;
import eu.qlpipeline.signing.acceptance.token.TestToken;
import eu.qlpipeline.signing.acceptance.wire.AnotherKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where one test class plays: a work folder, the processes it starts, and agents and providers to order. Closing ends the
 * processes, and fails if any of them ever printed the PIN.
 */
public final class Stage implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Prepared prepared;
    private final WorkFolder work = WorkFolder.make("signing-stage");
    private final Path outputs = work.folder("outputs");
    private final Processes processes = new Processes(outputs);
    private final OpenSsl openSsl = new OpenSsl(processes);
    private int certificates;

    Stage(Prepared prepared) {
        this.prepared = prepared;
    }

    /** CKA_ID of the key that every {@link #agent} has, and of keys that are to be taken for it. */
    public String keyId() {
        return init().json().getAsJsonObject("key").get("id").getAsString();
    }

    /** The serial number of the token of every agent. */
    public String tokenSerial() {
        return init().json().getAsJsonObject("token").get("serial").getAsString();
    }

    /** A folder of that name, made if need be. */
    public Path folder(String name) {
        return work.folder(name);
    }

    public Checkout checkout() {
        return prepared.checkout();
    }

    public Processes processes() {
        return processes;
    }

    public OpenSsl openSsl() {
        return openSsl;
    }

    /** An RSA-4096 key that is in no token, with a certificate of the agent's subject. */
    public AnotherKey attacker() {
        return prepared.attacker();
    }

    /** The PKCS#11 module that injects faults between an agent and its token. */
    public Path faultModule() {
        return prepared.faultModule();
    }

    /** Runs a program to its end. */
    public Outcome run(Program program) {
        return processes.run(program, DEADLINE);
    }

    /** What {@code init --json} printed when it made the key and certificate that every {@link #agent} has. */
    public Outcome init() {
        return prepared.init();
    }

    /** An agent with a key, a certificate and its file: a copy of its own of the prepared one. */
    public AgentHome agent(String name) {
        return copy(prepared.home(), name);
    }

    /** An agent with a token and a certificate file that are copies of another's. */
    public AgentHome copy(AgentHome original, String name) {
        var home = home(name, original.token());
        try {
            Files.copy(original.certificate(), home.certificate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return home;
    }

    /** An agent whose token holds nothing. */
    public AgentHome emptyAgent(String name) {
        return home(name, prepared.emptyToken());
    }

    private AgentHome home(String name, TestToken original) {
        Path directory = work.folder(name);
        var token = original.copyTo(directory.resolve("token"));
        return AgentHome.make(directory, token, prepared.tls().copyTo(directory));
    }

    public AgentProgram program(AgentHome home) {
        return new AgentProgram(prepared.checkout(), processes, home);
    }

    public Pkcs11Tool pkcs11Tool(AgentHome home) {
        return new Pkcs11Tool(processes, home.token());
    }

    /** A new TLS client identity. */
    public TlsIdentity identity(String name) {
        return TlsIdentity.make(openSsl, work.folder(name), name);
    }

    /** A provider that trusts nothing yet. */
    public Provider provider(String name) {
        return new Provider(prepared.checkout(), processes, work.folder(name), identity(name));
    }

    /** A provider that the agent knows and that has stored the agent's certificate. */
    public Provider provider(String name, AgentHome agent) {
        var provider = provider(name);
        agent.admit(name, provider.tls().certificate());
        provider.trust(agent.certificate(), openSsl.fingerprint(agent.certificate()))
                .orThrow();
        return provider;
    }

    /** Runs Debian's Python, for which python3-cryptography is installed, on a script among the test resources. */
    public Outcome python(String script, String... arguments) {
        return processes.run(pythonProgram(script).with(arguments), DEADLINE);
    }

    /** Asks an agent's token for each part of a private key. */
    public Outcome askForKey(AgentHome agent, String id) {
        return new KeyProbe(prepared.checkout(), processes, agent.token()).ask(id);
    }

    /**
     * A certificate of the agent's subject for any public key.
     *
     * @param source a certificate in PEM or a public key in DER
     * @param begin when it begins to be valid, in days from now
     * @param end when it ceases to be valid, in days from now
     */
    public MadeCertificate certify(Path source, int begin, int end) {
        certificates++;
        Path out = folder("certificates").resolve(Integer.toString(certificates));
        python("pkcs11/certify.py", source.toString(), out.toString(), Integer.toString(begin), Integer.toString(end))
                .orThrow();
        return new MadeCertificate(Path.of(out + ".pem"), Path.of(out + ".der"));
    }

    /** Takes a free port of 127.0.0.1, until it is closed. */
    public static ServerSocket occupyPort() {
        try {
            return new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Program pythonProgram(String script) {
        var source = Stage.class.getResource("/" + script);
        assertThat(source).as(script).isNotNull();
        return Program.of(work.path(), "/usr/bin/python3", "-W", "ignore", source.getPath());
    }

    @Override
    public void close() {
        processes.close();
        try (var files = Files.list(outputs)) {
            String userPin = prepared.emptyToken().pin();
            for (Path output : files.toList()) {
                assertThat(Files.readString(output)).doesNotContain(userPin);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        work.close();
    }
}
