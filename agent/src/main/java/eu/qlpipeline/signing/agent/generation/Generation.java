package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.pkcs11.TokenSession;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SignatureException;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One login to the token, with its number and what was proven of the key. Every signature is verified with the
 * certificate's key before it leaves here.
 *
 * <p>Immutable but for the count of signatures in flight; safe for use by several threads.
 */
public final class Generation implements AutoCloseable {

    private static final Duration QUIET = Duration.ofSeconds(5);

    private final long number;
    private final TokenSession session;
    private final KeyIdentity identity;
    private final Phaser inFlight = new Phaser(1);

    Generation(long number, TokenSession session, KeyIdentity identity) {
        this.number = number;
        this.session = session;
        this.identity = identity;
    }

    /** Counts up from 1 with each login. */
    public long number() {
        return number;
    }

    /** The key, its certificate and what was read back of it. */
    public KeyIdentity identity() {
        return identity;
    }

    /**
     * Signs a purpose and verifies the signature.
     *
     * @throws SignatureException if the signature does not verify; it is not released
     * @throws GeneralSecurityException if the token refuses
     * @throws ProviderException if the token fails
     */
    public PssSignature sign(SigningPurpose purpose) throws GeneralSecurityException {
        if (inFlight.register() < 0) {
            throw new ProviderException("generation " + number + " is closed");
        }
        try {
            PssSignature signature = session.sign(purpose);
            verify(purpose, signature);
            return signature;
        } finally {
            inFlight.arriveAndDeregister();
        }
    }

    private void verify(SigningPurpose purpose, PssSignature signature) throws UnverifiedSignatureException {
        try {
            identity.verifier().verify(purpose, signature);
        } catch (SignatureException e) {
            throw new UnverifiedSignatureException(e);
        }
    }

    /** Waits, for 5 seconds at the most, until no signature is in flight, and logs out. */
    @Override
    public void close() {
        int phase = inFlight.arriveAndDeregister();
        try {
            inFlight.awaitAdvanceInterruptibly(phase, QUIET.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            System.getLogger(Generation.class.getName())
                    .log(System.Logger.Level.WARNING, "generation {0}: signatures still in flight at logout", number);
        }
        session.close();
    }

    /** Thrown where a signature that the token made does not verify. */
    public static final class UnverifiedSignatureException extends SignatureException {

        private static final long serialVersionUID = 1L;

        UnverifiedSignatureException(SignatureException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
