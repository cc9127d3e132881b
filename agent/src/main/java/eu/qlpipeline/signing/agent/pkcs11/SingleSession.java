package eu.qlpipeline.signing.agent.pkcs11;

import com.google.errorprone.annotations.MustBeClosed;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.util.Map;
import sun.security.pkcs11.wrapper.CK_MECHANISM;
import sun.security.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/**
 * A login to a token that has one session and no more, which SunPKCS11 cannot work with, or through a library without locks:
 * the library is called directly, one signature after the other.
 *
 * <p>Safe for use by several threads.
 */
final class SingleSession implements TokenSession {

    private static final long CKO_CERTIFICATE = 1;
    private static final long CKO_PRIVATE_KEY = 3;
    private static final String DIGEST = "SHA-256";

    /** As with other tokens, what takes longer than this is not worth keeping those waiting who want the next login. */
    private static final Duration LAST_TURN = Duration.ofMillis(500);

    private static final CK_RSA_PKCS_PSS_PARAMS OTHER_PARAMETERS =
            new CK_RSA_PKCS_PSS_PARAMS(DIGEST, "MGF1", DIGEST, 0);

    private final TokenObjects session;
    private final long key;
    private final CkMechanism mechanism;
    private final Turns turns = new Turns();

    private SingleSession(TokenObjects session, long key, CkMechanism mechanism) {
        this.session = session;
        this.key = key;
        this.mechanism = mechanism;
    }

    /** As {@link TokenSession#login}. */
    @SuppressWarnings("MustBeClosedChecker") // closed with what is returned, or here
    static SingleSession login(
            Pkcs11Module module, TokenSlot slot, TokenSettings settings, X509Certificate certificate, CkMechanism pss) {
        TokenObjects session = TokenObjects.login(module, slot, settings, false);
        try {
            return new SingleSession(session, keyOf(session, certificate), pss);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static long keyOf(TokenObjects session, X509Certificate certificate) {
        long[] certificates = session.find(
                Map.of(CkAttribute.CKA_CLASS, CKO_CERTIFICATE, CkAttribute.CKA_VALUE, encoded(certificate)));
        for (long object : certificates) {
            byte[] id = session.readBytes(object, CkAttribute.CKA_ID).orElseThrow(TokenSession::noKey);
            long[] keys = session.find(Map.of(CkAttribute.CKA_CLASS, CKO_PRIVATE_KEY, CkAttribute.CKA_ID, id));
            if (keys.length == 1) {
                return keys[0];
            }
        }
        throw TokenSession.noKey();
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate: no DER", e);
        }
    }

    @Override
    @MustBeClosed
    public Turn turn(Duration patience) {
        turns.take(patience);
        return new OnlyTurn();
    }

    private PssSignature sign(SigningPurpose purpose) throws GeneralSecurityException {
        PSSParameterSpec parameters = purpose.scheme().parameters();
        CK_MECHANISM pss = new CK_MECHANISM(mechanism.code());
        pss.setParameter(
                new CK_RSA_PKCS_PSS_PARAMS(DIGEST, parameters.getMGFAlgorithm(), DIGEST, parameters.getSaltLength()));
        byte[] input = mechanism == CkMechanism.CKM_SHA256_RSA_PKCS_PSS
                ? purpose.message()
                : MessageDigest.getInstance(DIGEST).digest(purpose.message());
        try {
            return PssSignature.of(sign(session, key, pss, input));
        } catch (PKCS11Exception e) {
            throw new ProviderException("C_Sign: " + CkError.describe(e), e);
        }
    }

    /** Signs, and frees what the wrapper keeps of the mechanism outside of Java's heap. */
    static byte[] sign(TokenObjects session, long key, CK_MECHANISM pss, byte[] input) throws PKCS11Exception {
        try {
            return session.sign(key, pss, input);
        } finally {
            // JDK 17 frees its native copy where other parameters take the place of these. Its freeHandle must not be
            // called: later JDKs keep no copy, and have no such method.
            pss.setParameter(OTHER_PARAMETERS);
        }
    }

    @Override
    public void close() {
        turns.close(LAST_TURN);
        session.close();
    }

    private final class OnlyTurn implements Turn {

        @Override
        public PssSignature sign(SigningPurpose purpose) throws GeneralSecurityException {
            return SingleSession.this.sign(purpose);
        }

        @Override
        public void close() {
            turns.end();
        }
    }
}
