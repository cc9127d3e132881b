package eu.qlpipeline.signing.agent.tls;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RsaKeys;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A signer with a key in memory that records what it is asked for, and refuses where it is told to. */
public final class TestingTokenKey implements PurposeSigner {

    private static final KeyPair PAIR = RsaKeys.generate(SignatureScheme.MODULUS_BITS);
    private static final X509Certificate CERTIFICATE = issue();

    private final Optional<AgentException> failure;
    private final List<SigningPurpose> asked = new CopyOnWriteArrayList<>();

    private TestingTokenKey(Optional<AgentException> failure) {
        this.failure = failure;
    }

    /** A signer that signs. */
    public static TestingTokenKey signing() {
        return new TestingTokenKey(Optional.empty());
    }

    /** A signer that fails. */
    public static TestingTokenKey failing(AgentException failure) {
        return new TestingTokenKey(Optional.of(failure));
    }

    /** The certificate of the key. */
    public static X509Certificate certificate() {
        return CERTIFICATE;
    }

    /** What it was asked for. */
    public List<SigningPurpose> asked() {
        return List.copyOf(asked);
    }

    @Override
    public SigningKey key() {
        return new SigningKey(CertificateFingerprint.of(CERTIFICATE), SignatureScheme.RSA4096_PSS_SHA256_SALT478);
    }

    @Override
    public Made sign(SigningKey key, SigningPurpose purpose) {
        asked.add(purpose);
        failure.ifPresent(reason -> {
            throw reason;
        });
        try {
            Signature engine = Signature.getInstance("RSASSA-PSS");
            engine.setParameter(purpose.scheme().parameters());
            engine.initSign(PAIR.getPrivate());
            engine.update(purpose.message());
            return new Made(PssSignature.of(engine.sign()), 1);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("JavaUtilDate") // the builder takes nothing else
    private static X509Certificate issue() {
        var name = new X500Principal("CN=ql-pipeline.eu");
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                name,
                PAIR.getPublic());
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(PAIR.getPrivate())));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
