package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.agent.certificate.CertificateFile;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuers;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.config.ConfigLoader;
import eu.qlpipeline.signing.agent.config.ConfigRequest;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.rpc.TestingPeer;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an agent needs, in a directory, with a key in SoftHSM whose certificate ends ten minutes from now; one for each JVM. */
final class KeyThatEndsSoon {

    /** So much later the certificate has ended. */
    static final Duration PAST_THE_END = Duration.ofMinutes(20);

    private final Path directory;
    private final Instant now = Instant.now();
    private final TestingPeer server = TestingPeer.make("agent");
    private final TestingPeer caller = TestingPeer.make("provider-a");
    private final SoftHsm hsm = SoftHsm.empty().with("main");

    private KeyThatEndsSoon(Path directory) {
        this.directory = directory;
    }

    static KeyThatEndsSoon in(Path directory) throws Exception {
        var made = new KeyThatEndsSoon(directory);
        made.write();
        return made;
    }

    private void write() throws Exception {
        server.write(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        Path providers = Files.createDirectory(directory.resolve("providers"));
        Files.writeString(providers.resolve("a.crt"), CertificateEncoding.pem(caller.certificate()));
        Files.writeString(providers.resolve("a.yaml"), "certificate: a.crt\npurposes: [raw-challenge]\n");
        AgentSettings settings = settings();
        Clock birth = Clock.fixed(now.minus(Duration.ofDays(1)).plus(Duration.ofMinutes(10)), ZoneOffset.UTC);
        new Initialization(
                        settings.token(),
                        settings.key(),
                        CertificateIssuers.create(settings.certificate(), birth, new SecureRandom()),
                        step -> {})
                .create(settings.certificate().file());
    }

    /** The time at which it was made. */
    Instant now() {
        return now;
    }

    TestingPeer server() {
        return server;
    }

    /** Who may ask for raw challenges. */
    TestingPeer caller() {
        return caller;
    }

    /** The agent's settings, with others set as well. */
    AgentSettings settings(String... others) {
        List<String> flags = new ArrayList<>(List.of(
                "token.module=" + hsm.settings("main").module(),
                "token.label=main",
                "token.pin.file=" + hsm.directory().resolve("pin"),
                "supervision.keep-alive-seconds=1",
                "certificate.validity-days=1",
                "server.port=0",
                "server.certificate=" + directory.resolve("tls.crt"),
                "server.key=" + directory.resolve("tls.key")));
        flags.addAll(List.of(others));
        return ConfigLoader.load(new ConfigRequest(Optional.empty(), flags, Map.of(), directory))
                .settings();
    }

    /** What is not as it should be in the log of those settings, which is at rest. */
    List<LogFinding> findings(AgentSettings settings) throws IOException {
        return LogVerifier.of(List.of(CertificateFile.read(
                        "certificate", settings().certificate().file())))
                .verify(new LogDirectory(settings.audit().directory()), Optional.empty(), false)
                .findings();
    }
}
