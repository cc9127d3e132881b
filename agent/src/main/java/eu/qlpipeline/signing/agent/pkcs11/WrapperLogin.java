package eu.qlpipeline.signing.agent.pkcs11;

import com.google.errorprone.annotations.MustBeClosed;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.pkcs11.library.Turns;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import sun.security.pkcs11.wrapper.CK_MECHANISM;
import sun.security.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/**
 * A login to a token that SunPKCS11 cannot work with, as it has one session and no more, can ask for its PIN, is in a library without
 * locks, or has objects that SunPKCS11 does not take in: the library is called directly. In one session, or through such a library,
 * signatures are made one after the other; otherwise each that is under way has a session of its own, and the one that logged in
 * makes none.
 *
 * <p>Safe for use by several threads.
 */
final class WrapperLogin implements SigningLogin {

    private static final String DIGEST = "SHA-256";

    /** As with other tokens, what takes longer than this is not worth keeping those waiting who want the next login. */
    private static final Duration LAST_TURN = Duration.ofMillis(500);

    private final CkSession login;
    private final Key key;
    private final Turns turns = new Turns();
    private final Deque<CkSession> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    private WrapperLogin(CkSession login, Key key) {
        this.login = login;
        this.key = key;
    }

    /**
     * What signs.
     *
     * @param handle of the private key, in all sessions
     */
    private record Key(TokenSlot slot, long handle, CkMechanism mechanism) {}

    /** As {@link SigningLogin#login}. */
    @SuppressWarnings("MustBeClosedChecker") // closed with what is returned, or here
    static WrapperLogin login(TokenSlot slot, TokenSettings settings, X509Certificate certificate, CkMechanism pss) {
        CkSession login = CkSession.login(slot, settings, false);
        try {
            return new WrapperLogin(login, new Key(slot, keyOf(login, certificate), pss));
        } catch (RuntimeException | Error e) {
            login.close();
            throw e;
        }
    }

    private static long keyOf(CkSession session, X509Certificate certificate) {
        byte[] encoded = CertificateEncoding.der(certificate);
        for (long object : session.find(
                Map.of(CkAttribute.CKA_CLASS, CkObjectClass.CKO_CERTIFICATE.code(), CkAttribute.CKA_VALUE, encoded))) {
            byte[] id = session.readBytes(object, CkAttribute.CKA_ID).orElseThrow(SigningLogin::noKey);
            long[] keys = session.find(
                    Map.of(CkAttribute.CKA_CLASS, CkObjectClass.CKO_PRIVATE_KEY.code(), CkAttribute.CKA_ID, id));
            if (keys.length == 1) {
                return keys[0];
            }
        }
        throw SigningLogin.noKey();
    }

    @Override
    @MustBeClosed
    public Turn turn(Duration patience) {
        if (!key.slot().signsOneAtATime()) {
            return this::signBeside;
        }
        turns.take(patience);
        return new OnlyTurn();
    }

    private PssSignature signBeside(SigningPurpose purpose) throws GeneralSecurityException {
        CkSession session = session();
        PssSignature signature;
        try {
            signature = sign(session, purpose);
        } catch (GeneralSecurityException | RuntimeException | Error e) {
            // One that failed may have an operation that is still active.
            session.close();
            throw e;
        }
        idle.push(session);
        if (closed) {
            closeIdle();
        }
        return signature;
    }

    private CkSession session() {
        CkSession free = idle.poll();
        if (free != null) {
            return free;
        }
        try {
            return CkSession.open(key.slot(), false);
        } catch (PKCS11Exception e) {
            throw new ProviderException("C_OpenSession: " + CkError.describe(e), e);
        }
    }

    private PssSignature sign(CkSession session, SigningPurpose purpose) throws GeneralSecurityException {
        PSSParameterSpec parameters = purpose.scheme().parameters();
        CK_MECHANISM pss = new CK_MECHANISM(key.mechanism().code());
        pss.setParameter(
                new CK_RSA_PKCS_PSS_PARAMS(DIGEST, parameters.getMGFAlgorithm(), DIGEST, parameters.getSaltLength()));
        byte[] input = key.mechanism() == CkMechanism.CKM_SHA256_RSA_PKCS_PSS
                ? purpose.message()
                : MessageDigest.getInstance(DIGEST).digest(purpose.message());
        try {
            return PssSignature.of(session.signPss(key.handle(), pss, input));
        } catch (PKCS11Exception e) {
            throw new ProviderException("C_Sign: " + CkError.describe(e), e);
        }
    }

    /** A session that is closed takes nobody's login along, as whoever logged in since has one of its own. */
    @Override
    public void abandon() {
        close();
    }

    @Override
    public void close() {
        closed = true;
        turns.close(LAST_TURN);
        closeIdle();
        login.close();
    }

    private void closeIdle() {
        for (CkSession session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
        }
    }

    private final class OnlyTurn implements Turn {

        @Override
        public PssSignature sign(SigningPurpose purpose) throws GeneralSecurityException {
            return WrapperLogin.this.sign(login, purpose);
        }

        @Override
        public void close() {
            turns.end();
        }
    }
}
