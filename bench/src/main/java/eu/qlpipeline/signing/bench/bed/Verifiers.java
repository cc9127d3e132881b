package eu.qlpipeline.signing.bench.bed;

import eu.qlpipeline.signing.client.bound.BoundLimits;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** The provider's verifiers over the certificate of the agent under test, as a provider enrols it. */
public final class Verifiers {

    private static final int WRITERS = 16;

    private Verifiers() {}

    /** A verifier of raw challenges. */
    public static ChallengeVerifier raw(RunningAgent agent) {
        return rawAmong(1, agent);
    }

    /**
     * A verifier of raw challenges whose store holds more certificates.
     *
     * @param count certificates in the store, all together
     */
    public static ChallengeVerifier rawAmong(int count, RunningAgent agent) {
        TrustStore all = enrol(agent, new Enrolment.Raw());
        X509Certificate original = agent.signingCertificate();
        // Each certificate waits for the disk when it is stored, but not for the others.
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            CompletableFuture.allOf(IntStream.range(1, count)
                            .mapToObj(number -> CompletableFuture.runAsync(
                                    () -> add(all, variant(agent, original, number), new Enrolment.Raw()), threads))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            threads.shutdown();
        }
        return new ChallengeVerifier(snapshot(all));
    }

    /** A verifier of bound challenges under the name of a caller. */
    public static BoundVerifier bound(RunningAgent agent, int caller) {
        Audience audience = new Audience("caller-" + caller + ".example");
        TrustStore enrolled = enrol(agent, new Enrolment.Bound(audience, ChannelBinding.Type.NONE));
        return new BoundVerifier(snapshot(enrolled), audience, BoundLimits.DEFAULT, Clock.systemUTC());
    }

    private static Path variant(RunningAgent agent, X509Certificate original, int number) {
        return Variants.write(original, number, agent.home().directory().resolve("variant-" + number + ".crt"));
    }

    private static TrustStore enrol(RunningAgent agent, Enrolment enrolment) {
        try {
            TrustStore store =
                    TrustStore.at(Files.createTempDirectory(agent.home().directory(), "store"));
            add(store, agent.home().certificate(), enrolment);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(TrustStore store, Path certificate, Enrolment enrolment) {
        try {
            store.add(certificate, CertificateFingerprint.of(Variants.read(certificate)), enrolment);
        } catch (TrustStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TrustedCertificates snapshot(TrustStore store) {
        try {
            return store.snapshot();
        } catch (TrustStoreException e) {
            throw new IllegalStateException(e);
        }
    }
}
