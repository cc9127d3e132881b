package eu.qlpipeline.signing.acceptance.agent;

import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.token.TestToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The folder of an agent: configuration, TLS identity, and one file for each caller.
 *
 * @param directory the folder
 * @param token the token of its key
 * @param tls the agent's own TLS identity
 */
public record AgentHome(Path directory, TestToken token, TlsIdentity tls) {

    /** Writes the configuration of a new agent, which serves on any free port. */
    public static AgentHome make(Path directory, TestToken token, TlsIdentity tls) {
        var home = new AgentHome(directory, token, tls);
        write(home.configuration(), """
                token:
                  module: %s
                  label: %s
                  pin:
                    file: %s
                server:
                  port: 0
                  certificate: %s
                  key: %s
                """.formatted(
                        token.module(), token.label(), token.pinFile(), tls.certificate(), tls.key()));
        try {
            Files.createDirectories(home.providers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return home;
    }

    /** The configuration file. */
    public Path configuration() {
        return directory.resolve("signing-agent.yaml");
    }

    /** Where {@code init} and {@code certificate} write the certificate of the signing key. */
    public Path certificate() {
        return directory.resolve("ql-pipeline.crt");
    }

    /** The folder of the callers. */
    public Path providers() {
        return directory.resolve("providers");
    }

    /** Lets a caller, known by its client certificate, ask for raw challenges. */
    public void admit(String name, Path clientCertificate) {
        admit(name, clientCertificate, "raw-challenge");
    }

    /** Lets a caller, known by its client certificate, ask for the purposes given. */
    public void admit(String name, Path clientCertificate, String... purposes) {
        try {
            Files.copy(clientCertificate, providers().resolve(name + ".crt"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write(providers().resolve(name + ".yaml"), """
                certificate: %s.crt
                purposes: [%s]
                """.formatted(name, String.join(", ", purposes)));
    }

    /** Lets a caller, known by its client certificate, ask for raw challenges, and for bound ones under a name. */
    public void admitAs(String audience, String name, Path clientCertificate) {
        admit(name, clientCertificate, "raw-challenge", "bound-challenge");
        try {
            Files.writeString(
                    providers().resolve(name + ".yaml"),
                    "audiences: [" + audience + "]\n",
                    java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
