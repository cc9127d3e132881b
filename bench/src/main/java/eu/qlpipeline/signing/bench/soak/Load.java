package eu.qlpipeline.signing.bench.soak;

import eu.qlpipeline.signing.acceptance.fleet.Fleet;
import eu.qlpipeline.signing.acceptance.fleet.FleetAgent;
import eu.qlpipeline.signing.client.AgentAddress;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentGroup;
import eu.qlpipeline.signing.client.ClientIdentity;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.contract.Audience;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Bound challenges to all agents of a fleet, a number of them at a time, until it is ended. */
final class Load implements AutoCloseable {

    private final AgentClient client;
    private final BoundVerifier verifier;
    private final Tally tally;
    private final CountDownLatch lanes;
    private volatile boolean ended;

    private Load(AgentClient client, BoundVerifier verifier, Tally tally, int lanes) {
        this.client = client;
        this.verifier = verifier;
        this.tally = tally;
        this.lanes = new CountDownLatch(lanes);
    }

    /** Begins. */
    static Load start(Fleet fleet, Duration deadline, Tally tally, int lanes) throws Exception {
        List<AgentAddress> addresses = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        for (FleetAgent agent : fleet.agents()) {
            addresses.add(AgentAddress.parse(agent.process().address()));
            try (InputStream in = Files.newInputStream(agent.home().tls().certificate())) {
                certificates.add((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
        }
        var tls = fleet.provider().tls();
        var client = AgentClient.connect(
                new AgentGroup(addresses, certificates),
                ClientIdentity.read(tls.certificate(), tls.key()),
                deadline,
                1);
        var verifier = new BoundVerifier(
                TrustStore.at(fleet.provider().trustStore()).snapshot(), new Audience(Fleet.AUDIENCE));
        var load = new Load(client, verifier, tally, lanes);
        for (int i = 0; i < lanes; i++) {
            load.next();
        }
        return load;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage is the lane's next step
    private void next() {
        if (ended) {
            lanes.countDown();
            return;
        }
        long started = System.nanoTime();
        client.verifyAsync(verifier).whenCompleteAsync((answer, failure) -> {
            tally.add(started, failure);
            next();
        });
    }

    /** Asks no more, and waits until every call is over. */
    void end(Duration atMost) throws InterruptedException {
        ended = true;
        if (!lanes.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("calls: " + lanes.getCount() + " not over after " + atMost);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
