package eu.qlpipeline.signing.client.internal.cli.argument;

import eu.qlpipeline.signing.client.AgentAddress;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.ClientIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that tell which agent is asked, and by whom. */
@SuppressWarnings("NullAway.Init") // set by picocli
public final class AgentOptions {

    @Option(
            names = "--agent",
            paramLabel = "HOST:PORT",
            required = true,
            converter = AddressConverter.class,
            description = "Where the agent listens.")
    private AgentAddress agent;

    @Option(
            names = "--agent-certificate",
            paramLabel = "PEM",
            required = true,
            converter = CertificateConverter.class,
            description = "The agent's TLS certificate; its key is pinned.")
    private X509Certificate agentCertificate;

    @Option(
            names = "--certificate",
            paramLabel = "PEM",
            required = true,
            description = "Your own TLS client certificate, by which the agent knows you.")
    private Path certificate;

    @Option(names = "--key", paramLabel = "PEM", required = true, description = "Its key: PKCS#8, not encrypted.")
    private Path key;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DeadlineConverter.class,
            description = "How long to wait, such as 500ms, 10s or 2m. Default: ${DEFAULT-VALUE}.")
    private Duration deadline;

    /**
     * A client of that agent; it connects at the first call.
     *
     * @throws UsageException if the identity cannot be read
     */
    public AgentClient connect() {
        return connect(1);
    }

    /**
     * A client of that agent with several connections; it connects at the first call.
     *
     * @throws UsageException if the identity cannot be read
     */
    public AgentClient connect(int connections) {
        return AgentClient.connect(agent, agentCertificate, identity(), deadline, connections);
    }

    private ClientIdentity identity() {
        try {
            return ClientIdentity.read(certificate, key);
        } catch (IOException e) {
            throw new UsageException(
                    "client identity: not readable: " + e.getMessage(),
                    e,
                    "give readable files with --certificate and --key");
        } catch (GeneralSecurityException e) {
            throw new UsageException(
                    "client identity of " + certificate + " and " + key + ": " + e.getMessage(),
                    e,
                    "--certificate takes one certificate in PEM, --key its private key in PKCS#8 PEM, not encrypted");
        }
    }
}
