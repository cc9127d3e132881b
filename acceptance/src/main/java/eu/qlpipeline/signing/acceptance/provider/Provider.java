package eu.qlpipeline.signing.acceptance.provider;

import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import java.nio.file.Path;
import java.time.Duration;

/** A provider: a folder with a trust store, its own TLS identity, and the verifier's program. */
public final class Provider {

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Processes processes;
    private final Path directory;
    private final TlsIdentity tls;
    private final Program program;

    /**
     * @param directory an existing folder of its own
     * @param tls its client identity
     */
    public Provider(Checkout checkout, Processes processes, Path directory, TlsIdentity tls) {
        this.processes = processes;
        this.directory = directory;
        this.tls = tls;
        this.program = checkout.verifier(directory, java.util.Map.of());
    }

    /** Its client identity. */
    public TlsIdentity tls() {
        return tls;
    }

    /** Where it keeps the certificates it trusts. */
    public Path trustStore() {
        return directory.resolve("trusted-certificates");
    }

    /** Stores a certificate whose fingerprint it was told by other means. */
    public Outcome trust(Path certificate, String sha256) {
        return run("trust", "add", certificate.toString(), "--fingerprint", "SHA256:" + sha256);
    }

    /** Challenges an agent, which must hold the TLS certificate given, and verifies the answer. */
    public Outcome verify(String agent, Path agentCertificate) {
        return ask(agent, agentCertificate, "verify", "--json");
    }

    /** Runs one verb of the verifier that asks an agent, or one of several, which must hold the TLS certificate given. */
    public Outcome ask(String agents, Path agentCertificate, String... verb) {
        return processes.run(
                program.with(verb)
                        .with(
                                "--agent",
                                agents,
                                "--agent-certificate",
                                agentCertificate.toString(),
                                "--certificate",
                                tls.certificate().toString(),
                                "--key",
                                tls.key().toString()),
                DEADLINE);
    }

    /** Verifies a signature over a challenge without asking anybody. */
    public Outcome check(String challenge, String signature) {
        return run("check", "--challenge", challenge, "--signature", signature, "--json");
    }

    /** Starts one verb of the verifier. */
    public RunningProgram start(String... verb) {
        return processes.start(program.with(verb));
    }

    /** Runs one verb of the verifier to its end. */
    public Outcome run(String... verb) {
        return processes.run(program.with(verb), DEADLINE);
    }
}
