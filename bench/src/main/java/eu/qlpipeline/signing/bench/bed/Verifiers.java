package eu.qlpipeline.signing.bench.bed;

import eu.qlpipeline.signing.client.bound.BoundLimits;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;

/** The provider's verifiers over the certificate of the agent under test, as a provider enrols it. */
public final class Verifiers {

    private Verifiers() {}

    /** A verifier of raw challenges. */
    public static ChallengeVerifier raw(Path certificate) {
        return new ChallengeVerifier(store(certificate, new Enrolment.Raw()));
    }

    /** A verifier of bound challenges under the name of a caller. */
    public static BoundVerifier bound(Path certificate, int caller) {
        Audience audience = new Audience("caller-" + caller + ".example");
        return new BoundVerifier(
                store(certificate, new Enrolment.Bound(audience, ChannelBinding.Type.NONE)),
                audience,
                BoundLimits.DEFAULT,
                Clock.systemUTC());
    }

    private static eu.qlpipeline.signing.client.trust.TrustedCertificates store(Path certificate, Enrolment enrolment) {
        try {
            TrustStore store = TrustStore.at(Files.createTempDirectory("bench-trust"));
            X509Certificate parsed = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(Files.newInputStream(certificate));
            store.add(certificate, CertificateFingerprint.of(parsed), enrolment);
            return store.snapshot();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TrustStoreException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
