package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.certificate.CertificateChecks;
import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.certificate.TokenCertificate;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.key.TokenKey;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.SigningLogin;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSlot;
import eu.qlpipeline.signing.agent.pkcs11.library.LibraryTerm;
import eu.qlpipeline.signing.agent.pkcs11.pin.ReadOnce;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Opens generations, in a fixed order: find the token, look at what it shows, log in, find the key, read its attributes back, find the
 * certificate, compare the two, see that it is the one served before, log in for signing, sign and verify a self-test. If a step fails, everything
 * it opened is closed. One exception: a login whose call was given up is left open where closing it would log out a later one, as
 * login is a state of the whole process.
 */
public final class GenerationFactory {

    private final TokenSettings token;
    private final KeySettings key;
    private final ServedCertificate served;
    private final SelfTest selfTest;
    private final CallWatch watch;

    private final LibraryTerm term;

    /**
     * A factory for that token and key.
     *
     * @param served the certificate to sign for
     * @param watch watches the calls into the token's library
     */
    public GenerationFactory(
            TokenSettings token, KeySettings key, ServedCertificate served, SecureRandom random, CallWatch watch) {
        this.token = token;
        this.key = key;
        this.served = served;
        this.selfTest = new SelfTest(random);
        this.watch = watch;
        this.term = new LibraryTerm(token.module());
    }

    /**
     * Whether another process could open one. Once the certificate has ended none could, and what was recorded under it would stay
     * unsigned.
     */
    boolean opensInAnotherProcess() {
        return served.isValidNow();
    }

    /** Whether the library was initialised in this process, and does not initialise again. */
    boolean isLibraryOver() {
        return term.isOver();
    }

    /** Has the library initialised anew when the next generation is opened. */
    void forgetLibrary() {
        watch.call(() -> {
            term.end();
            return true;
        });
    }

    /**
     * Closes what is nobody's, unless the library was initialised anew: its handles may be those of others now. Watched, since the
     * library is not to be finalised meanwhile.
     */
    private void abandon(SigningLogin login, int opened) {
        watch.call(() -> {
            term.close(opened, login::abandon);
            return true;
        });
    }

    /**
     * Opens a generation; any earlier one must be closed.
     *
     * @throws AgentException with the reason why the key cannot be served
     */
    public Generation open(long number) {
        return open(new Generation.Name(number, Rung.LOGIN));
    }

    /** As {@link #open(long)}, on the rung named. */
    Generation open(Generation.Name name) {
        int opened = term.number();
        Pkcs11Module module = watch.call(() -> Pkcs11Module.load(token));
        term.begin();
        TokenSlot slot = watch.call(() -> module.find(token.token()));
        KeyIdentity identity;
        SigningLogin login;
        try (var pin = new ReadOnce(token.pin())) {
            TokenSettings withPin = token.withPin(pin);
            identity = watch.call(() -> prove(slot, withPin));
            login = signingLogin(slot, withPin, identity, opened);
        }
        Generation generation = new Generation(name, login, identity, watch);
        try {
            Generation proven = generation.with(selfTest.longest(generation));
            served.keep(identity.certificate(), identity.token());
            return proven;
        } catch (CallLostException e) {
            abandon(login, opened);
            throw e;
        } catch (RuntimeException | Error e) {
            // Where the token hangs at that, what it is refused for must not be forgotten.
            generation.closeOrLeave();
            throw e;
        }
    }

    private SigningLogin signingLogin(TokenSlot slot, TokenSettings withPin, KeyIdentity identity, int opened) {
        var made = new AtomicReference<@Nullable SigningLogin>();
        try {
            return watch.call(() -> {
                SigningLogin login = SigningLogin.login(
                        slot, withPin, identity.certificate(), identity.proof().mechanism());
                made.set(login);
                return login;
            });
        } catch (CallLostException e) {
            // The call was given up, and has returned now: the login is nobody's, and the token may have no other
            // session.
            SigningLogin login = made.get();
            if (login != null) {
                abandon(login, opened);
            }
            throw e;
        }
    }

    private KeyIdentity prove(TokenSlot slot, TokenSettings withPin) {
        try (CkSession session =
                CkSession.login(slot, withPin, anybody -> served.requireNoOtherShown(anybody, key, slot.token()))) {
            TokenKey found = TokenKey.require(session, key);
            X509Certificate certificate = TokenCertificate.require(session, key);
            CertificateChecks.requireSameKey(certificate, found.publicKey(session), key);
            KeyAttributeProof proof =
                    KeyAttributeProof.read(session, found.handle(), found.pss(session, CkMechanism.offered(slot)));
            KeyIdentity identity = KeyIdentity.of(slot.token(), certificate, proof);
            proof.require();
            served.require(certificate, slot.token());
            return identity;
        }
    }

    /**
     * Has a generation sign once more for itself, and verifies the signature.
     *
     * @throws AgentException with the reason why it does not
     */
    void selfTest(Generation generation) {
        selfTest.again(generation);
    }

    /** Why the token is of no use: whatever a library or SunPKCS11 throws, or lacks, must not end the attempts in silence. */
    static AgentException reason(Throwable thrown) {
        return thrown instanceof AgentException known
                ? known
                : new AgentException(ReasonCode.TOKEN_FAILURE, "token: " + thrown, thrown);
    }
}
