package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.AgentAddress;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.ChallengeVerifier;
import eu.qlpipeline.signing.client.ClientIdentity;
import eu.qlpipeline.signing.client.VerificationException;
import eu.qlpipeline.signing.client.internal.cli.argument.AddressConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.CertificateConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.DeadlineConverter;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends a fresh challenge to an agent and verifies the answer. */
@Command(name = "verify", description = "Sends a fresh challenge to an agent and verifies the answer.")
@SuppressWarnings("NullAway.Init") // set by picocli
final class VerifyCommand implements Callable<Integer> {

    private final SigningVerifier program;

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

    @Mixin
    private VerdictOptions options;

    VerifyCommand(SigningVerifier program) {
        this.program = program;
    }

    @Override
    public Integer call()
            throws TrustStoreException, VerificationException, AgentRefusedException, AgentUnavailableException {
        ChallengeVerifier verifier = options.verifier(program);
        try (AgentClient client = AgentClient.connect(agent, agentCertificate, identity(), deadline)) {
            options.verdict().print(() -> client.verify(verifier));
        }
        return ExitCodes.DONE;
    }

    private ClientIdentity identity() {
        try {
            return ClientIdentity.read(certificate, key);
        } catch (IOException e) {
            throw CliException.usage(
                    "client identity: not readable: " + e.getMessage(),
                    e,
                    "give readable files with --certificate and --key");
        } catch (GeneralSecurityException e) {
            throw CliException.usage(
                    "client identity of " + certificate + " and " + key + ": " + e.getMessage(),
                    e,
                    "--certificate takes one certificate in PEM, --key its private key in PKCS#8 PEM, not encrypted");
        }
    }
}
