package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.app.Inspection;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.kit.KitValues;
import eu.qlpipeline.signing.agent.kit.PipelineCertificates;
import eu.qlpipeline.signing.agent.kit.ProviderKit;
import eu.qlpipeline.signing.agent.rpc.ServerIdentity;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.audit.Digest;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code provider-kit}: writes what a provider needs. */
@Command(
        name = "provider-kit",
        description = {
            "Write what a provider needs: certificates, ready configuration, and verification of a challenge.",
            "The configuration is for nginx, Apache httpd, HAProxy and a Java server, each of which lets in the owner of the",
            "signing certificate and nobody else; the verification is in Python, openssl, Node and Java."
        })
final class ProviderKitCommand implements Callable<Integer> {

    private final ConfigOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    @Option(names = "--provider", required = true, paramLabel = "NAME", description = "The provider's name.")
    @SuppressWarnings("NullAway.Init") // required
    private String provider;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "A directory that does not exist yet.")
    @SuppressWarnings("NullAway.Init") // required
    private Path out;

    @Option(
            names = "--server-name",
            paramLabel = "HOST",
            defaultValue = "provider.example",
            description = "Name of the provider's web server (default: ${DEFAULT-VALUE}).")
    private String serverName = "";

    @Option(
            names = "--port",
            paramLabel = "NUMBER",
            defaultValue = "443",
            description = "Port of the provider's web server (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--server-certificate",
            paramLabel = "FILE",
            defaultValue = "/etc/ssl/certs/provider.crt",
            description = "Its certificate, on the provider's machine (default: ${DEFAULT-VALUE}).")
    private String serverCertificate = "";

    @Option(
            names = "--server-key",
            paramLabel = "FILE",
            defaultValue = "/etc/ssl/private/provider.key",
            description = "The key of that, on the provider's machine (default: ${DEFAULT-VALUE}).")
    private String serverKey = "";

    @Option(
            names = "--client-certificate",
            paramLabel = "FILE",
            defaultValue = "/etc/ssl/client-certs/ql-pipeline.crt",
            description = "Where the provider stores the signing certificate (default: ${DEFAULT-VALUE}).")
    private String clientCertificate = "";

    @Option(
            names = "--upstream",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8080",
            description = "The program that knows the courses (default: ${DEFAULT-VALUE}).")
    private String upstream = "";

    @Option(
            names = "--also",
            paramLabel = "FILE",
            description = "Certificate of the key before or after, to be let in too; may be repeated.")
    private List<Path> also = List.of();

    ProviderKitCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        KitValues values =
                new KitValues(provider, serverName, port, serverCertificate, serverKey, clientCertificate, upstream);
        AgentSettings settings = options.settings();
        Clock clock = Clock.systemUTC();
        PipelineCertificates signing =
                PipelineCertificates.read(Inspection.of(settings, clock).requireCertificateOfGoodKey(), also, clock);
        X509Certificate agentTls = ServerIdentity.load(settings.server()).certificate();
        Digest sums = new ProviderKit(signing, agentTls, values).write(out);
        Console console = Console.of(spec);
        console.print("kit for " + provider + " in " + out + "\n");
        signing.all().forEach(certificate -> console.print(CertificateFingerprint.of(certificate) + "\n"));
        // As sha256sum says it of that file.
        console.print(sums + "  SHA256SUMS\n");
        console.note(
                "hint: tell the provider " + (also.isEmpty() ? "this fingerprint" : "these fingerprints")
                        + " and the digest of SHA256SUMS over another channel than the kit; the kit's README says how to compare them");
        return ExitCode.DONE;
    }
}
