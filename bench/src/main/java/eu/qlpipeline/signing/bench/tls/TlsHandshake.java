package eu.qlpipeline.signing.bench.tls;

import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.bench.bed.Bed;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.jca.RemoteKeyProvider;
import eu.qlpipeline.signing.client.jca.RemoteKeys;
import eu.qlpipeline.signing.client.jca.RemotePrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.X509TrustManager;

/** Full TLS 1.3 handshakes with the key behind the agent, over those that JSSE makes straight on SunPKCS11, 2 in flight. */
public final class TlsHandshake implements Scenario {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int IN_FLIGHT = 2;

    @Override
    public List<Figure> figures() {
        return List.of(new Figure(
                "tls_handshake_2",
                "TLS 1.3 handshakes with the key behind the agent over those straight on SunPKCS11, 2 in flight",
                "1/s",
                Limit.atLeast(0.90)));
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        try {
            Ends ends = ends(stand);
            for (Handshakes side : List.of(ends.direct, ends.remote)) {
                try (ClosedLoop loop = ClosedLoop.start(side::next, IN_FLIGHT)) {
                    stand.pace().heating().runUntilCompiled(loop);
                }
            }
            return ends;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("TLS: not to be set up", e);
        }
    }

    private static Ends ends(Stand stand) throws IOException, GeneralSecurityException, InterruptedException {
        Bed bed = stand.bed();
        Path folder = bed.folder("tls");
        var openSsl = new OpenSsl(bed.processes());
        TlsIdentity identity = TlsIdentity.make(openSsl, folder, "server");
        X509TrustManager trust = ServerTrust.in(identity.certificate());
        Security.addProvider(new RemoteKeyProvider());
        TokenKey direct = TokenKey.make(openSsl, bed.tokenOfThisProcess());
        Path clients = folder.resolve("clients.pem");
        Files.writeString(
                clients,
                Files.readString(direct.certificate())
                        + Files.readString(bed.home().certificate()));
        AgentClient agent = stand.agent().connect(0, DEADLINE, 1);
        var remote = RemotePrivateKey.of(agent, stand.agent().signingCertificate());
        HandshakeServer server = HandshakeServer.start(bed.processes(), folder, identity, clients);
        return new Ends(
                new Handshakes(direct.context(trust), server.port(), IN_FLIGHT),
                new Handshakes(RemoteKeys.sslContext(remote, trust), server.port(), IN_FLIGHT),
                List.of(server, agent, direct),
                stand.pace().load());
    }

    private record Ends(Handshakes direct, Handshakes remote, List<AutoCloseable> others, Duration time)
            implements Running {

        @Override
        public List<Reading> measure() throws InterruptedException {
            Duration half = time.dividedBy(2);
            double before = ClosedLoop.measure(direct::next, IN_FLIGHT, half).perSecond();
            Load load = ClosedLoop.measure(remote::next, IN_FLIGHT, time);
            double after = ClosedLoop.measure(direct::next, IN_FLIGHT, half).perSecond();
            return List.of(Reading.of(load.perSecond() / ((before + after) / 2), load.perSecond(), load));
        }

        @Override
        public void close() {
            direct.close();
            remote.close();
            Security.removeProvider(RemoteKeyProvider.NAME);
            for (AutoCloseable other : others) {
                closeOne(other);
            }
        }

        private static void closeOne(AutoCloseable other) {
            try {
                other.close();
            } catch (Exception e) {
                throw new IllegalStateException(other + ": does not close", e);
            }
        }
    }
}
