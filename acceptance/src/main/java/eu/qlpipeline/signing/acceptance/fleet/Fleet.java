package eu.qlpipeline.signing.acceptance.fleet;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.token.TestToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Agents that stand in for each other, each with a SoftHSM token, a key and a certificate of its own, and a provider that
 * trusts them all.
 *
 * @param agents the agents, which serve
 * @param provider the provider
 */
public record Fleet(List<FleetAgent> agents, Provider provider) {

    /** The provider's own name in bound challenges. */
    public static final String AUDIENCE = "fleet.example";

    private static final String LABEL = "fleet";

    /** Copies the list. */
    public Fleet {
        agents = List.copyOf(agents);
    }

    /**
     * Makes tokens and keys, and starts the agents.
     *
     * @param directory an existing folder of its own
     * @param mode how the provider stores the certificates: raw or bound
     */
    public static Fleet start(Checkout checkout, Processes processes, Path directory, int size, String mode) {
        var openSsl = new OpenSsl(processes);
        Path natives = directory.resolve("native");
        checkout.buildNatives(processes, natives);
        var identity = TlsIdentity.make(openSsl, folder(directory, "provider"), "provider");
        var provider = new Provider(checkout, processes, directory.resolve("provider"), identity);
        List<FleetAgent> agents = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Path own = folder(directory, "agent-" + i);
            var token = TestToken.make(checkout, processes, own.resolve("token"), LABEL);
            var home = AgentHome.make(own, token, TlsIdentity.make(openSsl, own, "agent-tls"));
            var faults = new FaultControl(natives.resolve("libfault-pkcs11.so"), token.module(), own);
            new AgentProgram(checkout, processes, home).run("init").orThrow();
            home.admitAs(AUDIENCE, "provider", identity.certificate());
            trust(provider, home.certificate(), openSsl.fingerprint(home.certificate()), mode);
            faults.clear();
            agents.add(new FleetAgent(
                    home,
                    program(new AgentProgram(checkout, processes, home), faults).serve(),
                    faults));
        }
        return new Fleet(agents, provider);
    }

    private static AgentProgram program(AgentProgram plain, FaultControl faults) {
        AgentProgram program = plain.set("token.module", faults.library().toString());
        for (var variable : faults.environment().entrySet()) {
            program = program.withVariable(variable.getKey(), variable.getValue());
        }
        return program;
    }

    private static void trust(Provider provider, Path certificate, String sha256, String mode) {
        List<String> add = new ArrayList<>(
                List.of("trust", "add", certificate.toString(), "--fingerprint", "SHA256:" + sha256, "--mode", mode));
        if (mode.equals("bound")) {
            add.addAll(List.of("--audience", AUDIENCE, "--channel-binding", "none"));
        }
        provider.run(add.toArray(String[]::new)).orThrow();
    }

    private static Path folder(Path directory, String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The verifier's options that name all agents and the provider. */
    public List<String> options() {
        List<String> options = new ArrayList<>(List.of(
                "--agent",
                agents.stream().map(agent -> agent.process().address()).collect(Collectors.joining(","))));
        for (FleetAgent agent : agents) {
            options.addAll(List.of(
                    "--agent-certificate", agent.home().tls().certificate().toString()));
        }
        options.addAll(List.of(
                "--certificate", provider.tls().certificate().toString(),
                "--key", provider.tls().key().toString()));
        return options;
    }
}
