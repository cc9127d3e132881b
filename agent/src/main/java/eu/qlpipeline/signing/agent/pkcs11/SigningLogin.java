package eu.qlpipeline.signing.agent.pkcs11;

import com.google.errorprone.annotations.MustBeClosed;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.Duration;

/**
 * One login to the token for signing; when the token loses it, the whole is replaced. This is the one place where the signing
 * key signs requests. Safe for use by several threads.
 */
public sealed interface SigningLogin extends AutoCloseable permits SunPkcs11Login, WrapperLogin {

    /**
     * Logs in, once, and finds the private key that belongs to the certificate in the token.
     *
     * @param pss the mechanism for requests with that key
     * @throws AgentException (PIN_REJECTED) if the token refuses the PIN; (KEY_UNUSABLE) if it pairs no private key with
     *     that certificate; (TOKEN_FAILURE) on any other error
     */
    static SigningLogin login(TokenSlot slot, TokenSettings settings, X509Certificate certificate, CkMechanism pss) {
        // SunPKCS11 hands no PIN to a token that can ask for it, so that each login would wait for a person.
        return slot.signsOneAtATime() || slot.asksForPin()
                ? WrapperLogin.login(slot, settings, certificate, pss)
                : SunPkcs11Login.login(slot, settings, certificate, pss)
                        .orElseGet(() -> WrapperLogin.login(slot, settings, certificate, pss));
    }

    /** The exception for a token that pairs no private key with the certificate. */
    static AgentException noKey() {
        return new AgentException(
                ReasonCode.KEY_UNUSABLE, "key: the token pairs none with the certificate (expected: the same CKA_ID)");
    }

    /**
     * Waits until the caller may sign: for nothing, unless the token has one session. This makes no call into the library, and
     * belongs before what is watched: a token that is slow does not hang.
     *
     * @param patience how long one signature of another caller may take
     * @throws ProviderException if one takes longer, or the login was closed
     */
    @MustBeClosed
    Turn turn(Duration patience);

    /**
     * As {@link #close}, for a login whose call was given up and has returned: only what does not log out whoever logged in
     * since. Login is a state of the whole process.
     */
    default void abandon() {}

    /** Logs out, and gives no more turns where it gives one at a time. No signature should be in flight. */
    @Override
    void close();

    /** What one thread signs with; to be closed by it, as others may wait for theirs. */
    interface Turn extends AutoCloseable {

        /**
         * Signs the bytes of a purpose. The result is not yet verified: callers must verify it before they release it.
         *
         * @throws GeneralSecurityException if the token refuses; {@link CkError#behind} tells the error
         * @throws ProviderException if the token fails; {@link CkError#behind} tells the error
         */
        PssSignature sign(SigningPurpose purpose) throws GeneralSecurityException;

        @Override
        default void close() {}
    }
}
