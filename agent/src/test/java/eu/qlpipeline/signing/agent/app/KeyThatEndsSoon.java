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
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.rpc.TestingPeer;
import eu.qlpipeline.signing.agent.softhsm.FaultModule;
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

/**
 * What an agent needs, in a directory, with a key in SoftHSM behind a module that fails on demand, whose certificate ends ten
 * minutes from now. One at a time in a JVM: the library goes with it.
 */
final class KeyThatEndsSoon implements AutoCloseable {

    /** So much later the certificate has ended. */
    static final Duration PAST_THE_END = Duration.ofMinutes(20);

    private final Path directory;
    private final Instant now = Instant.now();
    private final TestingPeer server = TestingPeer.make("agent");
    private final TestingPeer caller = TestingPeer.make("provider-a");
    private final SoftHsm hsm = SoftHsm.empty().with("main");
    private final FaultModule faults = FaultModule.over(hsm);

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
        initialise(settings(), Clock.fixed(now.minus(Duration.ofDays(1)).plus(Duration.ofMinutes(10)), ZoneOffset.UTC));
    }

    /** Makes the key of those settings, whose certificate begins at the time of that clock. */
    static void initialise(AgentSettings settings, Clock birth) {
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
                "token.module=" + faults.through(hsm.settings("main")).module(),
                "token.label=main",
                "token.pin.file=" + hsm.directory().resolve("pin"),
                "certificate.validity-days=1",
                "server.port=0",
                "server.certificate=" + directory.resolve("tls.crt"),
                "server.key=" + directory.resolve("tls.key")));
        flags.addAll(List.of(others));
        return ConfigLoader.load(new ConfigRequest(Optional.empty(), flags, Map.of(), directory))
                .settings();
    }

    /** What the token does next that it should not. */
    FaultModule faults() {
        return faults;
    }

    /** What is not as it should be in the log of those settings, which is at rest. */
    List<LogFinding> findings(AgentSettings settings) throws IOException {
        return findings(settings, List.of(settings()));
    }

    /** The same, with the certificates of those settings. */
    static List<LogFinding> findings(AgentSettings settings, List<AgentSettings> keys) throws IOException {
        return LogVerifier.of(keys.stream()
                        .map(key -> CertificateFile.read(
                                "certificate", key.certificate().file(), "one"))
                        .toList())
                .verify(new LogDirectory(settings.audit().directory()), Optional.empty(), false)
                .findings();
    }

    @Override
    public void close() {
        Pkcs11Module.forget(settings().token().module());
    }
}
