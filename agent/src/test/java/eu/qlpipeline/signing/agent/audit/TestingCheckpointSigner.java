package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointSigner;
import eu.qlpipeline.signing.contract.AuditCheckpoint;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RsaKeys;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs checkpoints with a key in memory, one for the whole run of tests. */
public final class TestingCheckpointSigner implements CheckpointSigner {

    private static final KeyPair PAIR = RsaKeys.generate(SignatureScheme.MODULUS_BITS);
    private static final X509Certificate CERTIFICATE = certify();

    /** The certificate of the key. */
    public static X509Certificate certificate() {
        return CERTIFICATE;
    }

    /** The key, for what else is signed with it. */
    public static PrivateKey key() {
        return PAIR.getPrivate();
    }

    @Override
    public SignedCheckpoint sign(Origin origin, TreeHead head) {
        return sign(new AuditCheckpoint(
                origin,
                head,
                System.currentTimeMillis(),
                CertificateFingerprint.of(CERTIFICATE),
                SignatureScheme.RSA4096_PSS_SHA256_SALT478));
    }

    /** Signs exactly that. */
    public static SignedCheckpoint sign(AuditCheckpoint checkpoint) {
        try {
            Signature engine = Signature.getInstance("RSASSA-PSS");
            engine.setParameter(checkpoint.scheme().parameters());
            engine.initSign(PAIR.getPrivate());
            engine.update(checkpoint.message());
            return SignedCheckpoint.of(checkpoint, PssSignature.of(engine.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certify() {
        try {
            X500Name name = new X500Name("CN=audit");
            Instant now = Instant.now();
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    name,
                                    BigInteger.ONE,
                                    Date.from(now.minus(Duration.ofHours(1))),
                                    Date.from(now.plus(Duration.ofHours(1))),
                                    name,
                                    PAIR.getPublic())
                            .build(new JcaContentSignerBuilder("SHA256withRSA").build(PAIR.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
