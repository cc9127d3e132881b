package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.pkcs11.SigningLogin;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SignatureException;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One login to the token, with its number and what was proven of the key. Every signature is verified with the
 * certificate's key before it leaves here. Safe for use by several threads.
 */
public final class Generation implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Generation.class.getName());

    /** Signatures take milliseconds; what takes longer, as one that hangs does, is not worth keeping all others waiting. */
    private static final Duration QUIET = Duration.ofMillis(500);

    private static final Duration LOGOUT = Duration.ofSeconds(5);
    private static final int REFUSALS = 3;

    private final long number;
    private final Rung rung;
    private final SigningLogin login;
    private final KeyIdentity identity;
    private final CallWatch watch;
    private final SignatureScheme boundScheme;
    private final Phaser inFlight = new Phaser(1);
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile long lastVerifiedNanos = System.nanoTime();

    Generation(Name name, SigningLogin login, KeyIdentity identity, CallWatch watch) {
        this(name, login, identity, watch, SignatureScheme.RSA4096_PSS_SHA256_SALT478);
    }

    private Generation(
            Name name, SigningLogin login, KeyIdentity identity, CallWatch watch, SignatureScheme boundScheme) {
        this.number = name.number();
        this.rung = name.rung();
        this.login = login;
        this.identity = identity;
        this.watch = watch;
        this.boundScheme = boundScheme;
    }

    /** What tells a generation from others: a number that counts up with each attempt, and how it was opened. */
    record Name(long number, Rung rung) {}

    /** The same login with the scheme that its self-test found; takes the place of this one, which nobody must use any more. */
    Generation with(SignatureScheme found) {
        return new Generation(new Name(number, rung), login, identity, watch, found);
    }

    /** Counts up from 1 with each attempt to log in. */
    public long number() {
        return number;
    }

    /** How it was opened. */
    public Rung rung() {
        return rung;
    }

    /** The key, its certificate and what was read back of it. */
    public KeyIdentity identity() {
        return identity;
    }

    /** The scheme with the longest salt that the token takes, for all that may be signed with more than one. */
    public SignatureScheme boundScheme() {
        return boundScheme;
    }

    /** Whether the token can sign purposes of that kind: where it refuses a salt of 478 bytes, there are no raw challenges. */
    public boolean offers(PurposeKind kind) {
        return kind != PurposeKind.RAW_CHALLENGE || boundScheme == SignatureScheme.RSA4096_PSS_SHA256_SALT478;
    }

    /**
     * Signs a purpose and verifies the signature.
     *
     * @throws SignatureException if the signature does not verify; it is not released
     * @throws GeneralSecurityException if the token refuses
     * @throws ProviderException if the token fails
     * @throws CallLostException if the call was given up before it returned
     */
    public PssSignature sign(SigningPurpose purpose) throws GeneralSecurityException {
        if (inFlight.register() < 0) {
            throw new ProviderException("generation " + number + " is closed");
        }
        try {
            PssSignature signature = made(purpose);
            verify(purpose, signature);
            lastVerifiedNanos = System.nanoTime();
            refusals.setPlain(0);
            return signature;
        } finally {
            inFlight.arriveAndDeregister();
        }
    }

    /** Who waits for a turn is in no call yet, and who verifies needs none any more. */
    private PssSignature made(SigningPurpose purpose) throws GeneralSecurityException {
        try (SigningLogin.Turn turn = login.turn(watch.patience())) {
            return watch.call(() -> turn.sign(purpose));
        } catch (ContractViolation e) {
            // Not of 512 bytes: some tokens drop a zero in front.
            throw new UnverifiedSignatureException(new SignatureException(e.getMessage(), e));
        }
    }

    private void verify(SigningPurpose purpose, PssSignature signature) throws UnverifiedSignatureException {
        try {
            identity.verifier().verify(purpose, signature);
        } catch (SignatureException e) {
            throw new UnverifiedSignatureException(e);
        }
    }

    /** Whether it is closed and no signature is in flight any more. */
    boolean isQuiet() {
        return inFlight.isTerminated();
    }

    /** When a signature was last verified, on the scale of {@link System#nanoTime}. */
    public long lastVerifiedNanos() {
        return lastVerifiedNanos;
    }

    /** Counts that the token refused to sign; returns whether it did so three times since it last signed. */
    public boolean countRefusal() {
        return refusals.incrementAndGet() >= REFUSALS;
    }

    /** As {@link #close}, and waits no longer than 5 seconds for a token that hangs. */
    void closeOrLeave() {
        Thread logout = new Thread(this::closeQuietly, "token-logout");
        logout.setDaemon(true);
        logout.start();
        try {
            logout.join(LOGOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (CallLostException e) {
            LOG.log(System.Logger.Level.INFO, "token: {0}", e.getMessage());
        }
    }

    /** Waits, for half a second at the most, until no signature is in flight, and logs out. */
    @Override
    public void close() {
        int phase = inFlight.arriveAndDeregister();
        try {
            inFlight.awaitAdvanceInterruptibly(phase, QUIET.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "generation {0}: signatures still in flight at logout", number);
        }
        watch.call(this::logOut);
    }

    /** Whatever is thrown at that, this login is over, and the next one must be tried. */
    private boolean logOut() {
        try {
            login.close();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "generation " + number + ": logout: defect", e);
        }
        return true;
    }

    /** Thrown where a signature that the token made does not verify. */
    public static final class UnverifiedSignatureException extends SignatureException {

        private static final long serialVersionUID = 1L;

        UnverifiedSignatureException(SignatureException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
