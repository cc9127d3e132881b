package eu.qlpipeline.signing.client.internal.cli.argument;

import eu.qlpipeline.signing.client.AgentAddress;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentGroup;
import eu.qlpipeline.signing.client.ClientIdentity;
import eu.qlpipeline.signing.client.internal.pem.FileTrouble;
import eu.qlpipeline.signing.fetch.console.PathConverter;
import eu.qlpipeline.signing.fetch.console.TimeConverter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that tell which agent is asked, or which several, and by whom. */
@SuppressWarnings("NullAway.Init") // set by picocli
public final class AgentOptions {

    @Option(
            names = "--agent",
            paramLabel = "HOST:PORT",
            required = true,
            converter = AddressConverter.class,
            description = {
                "Where the agent listens. Given several times, or with commas between: several agents that stand in for each other.",
                "dns:///NAME:PORT: all agents at the addresses of that name."
            })
    private List<AddressConverter.Named> agents;

    @Option(
            names = "--agent-certificate",
            paramLabel = "PEM",
            required = true,
            converter = CertificateConverter.class,
            description = "The agent's TLS certificate; its key is pinned. Once for each agent.")
    private List<X509Certificate> agentCertificates;

    @Option(
            names = "--certificate",
            paramLabel = "PEM",
            required = true,
            converter = PathConverter.class,
            description = "Your own TLS client certificate, by which the agent knows you.")
    private Path certificate;

    @Option(
            names = "--key",
            paramLabel = "PEM",
            required = true,
            converter = PathConverter.class,
            description = "Its key: PKCS#8, not encrypted.")
    private Path key;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = TimeConverter.class,
            description = "How long to wait: seconds, or such as 500ms or 2m. Default: ${DEFAULT-VALUE}.")
    private Duration deadline;

    /**
     * A client of that agent, or of those; it connects at the first call.
     *
     * @throws UsageException if certificates are too many, or the identity cannot be read
     */
    public AgentClient connect() {
        return connect(1);
    }

    /**
     * As {@link #connect()}, whose calls have no more time than that.
     *
     * @throws UsageException if certificates are too many, or the identity cannot be read
     */
    public AgentClient connectWithin(Duration most) {
        return connect(1, most.compareTo(deadline) < 0 ? most : deadline);
    }

    /**
     * A client of that agent, or of those, with several connections; it connects at the first call.
     *
     * @throws UsageException if certificates are too many, or the identity cannot be read
     */
    public AgentClient connect(int connections) {
        return connect(connections, deadline);
    }

    private AgentClient connect(int connections, Duration time) {
        List<AgentAddress> addresses = addresses();
        if (addresses.size() > 1 || agents.get(0).group()) {
            return AgentClient.connect(new AgentGroup(addresses, agentCertificates), identity(), time, connections);
        }
        if (agentCertificates.size() > 1) {
            throw new UsageException(
                    "--agent-certificate: " + agentCertificates.size() + " for one agent (expected: 1)",
                    null,
                    "name every agent with --agent HOST:PORT");
        }
        return AgentClient.connect(addresses.get(0), agentCertificates.get(0), identity(), time, connections);
    }

    /**
     * A client of each agent by itself, but for those behind one DNS name; they connect at their first calls.
     *
     * @throws UsageException if certificates are too many, or the identity cannot be read
     */
    public List<AgentClient> connectToEach() {
        if (agents.size() == 1
                && agents.get(0).addresses().size() == 1
                && !agents.get(0).group()) {
            return List.of(connect());
        }
        List<AgentClient> clients = new ArrayList<>();
        for (AgentAddress address : addresses()) {
            clients.add(
                    AgentClient.connect(new AgentGroup(List.of(address), agentCertificates), identity(), deadline, 1));
        }
        return clients;
    }

    /** How long an answer is waited for. */
    public Duration deadline() {
        return deadline;
    }

    private String unreadable(IOException failure) {
        // Only a directory is opened as a file is, and fails without its name.
        Path file = failure instanceof FileSystemException known && known.getFile() != null
                ? Path.of(known.getFile())
                : Files.isDirectory(certificate) ? certificate : key;
        return file + ": " + FileTrouble.of(file, failure);
    }

    private List<AgentAddress> addresses() {
        return agents.stream().flatMap(named -> named.addresses().stream()).toList();
    }

    private ClientIdentity identity() {
        try {
            return ClientIdentity.read(certificate, key);
        } catch (IOException e) {
            throw new UsageException(
                    "client identity: " + unreadable(e), e, "give readable files with --certificate and --key");
        } catch (GeneralSecurityException e) {
            throw new UsageException(
                    "client identity of " + certificate + " and " + key + ": " + e.getMessage(),
                    e,
                    "--certificate takes one certificate in PEM, --key its private key in PKCS#8 PEM, not encrypted");
        }
    }
}
