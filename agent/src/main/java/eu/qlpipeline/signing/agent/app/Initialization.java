package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.certificate.CertificateChecks;
import eu.qlpipeline.signing.agent.certificate.CertificateFile;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuer;
import eu.qlpipeline.signing.agent.certificate.CertificateSignature;
import eu.qlpipeline.signing.agent.certificate.TokenCertificate;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.KeyIdentity;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.key.TokenKey;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSlot;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the signing key in the token, its certificate beside it, and the certificate's file. It refuses where a key or a
 * certificate already is, and deletes nothing. After an interruption at any point, {@link #resume} does what is left.
 */
public final class Initialization {

    private final TokenSettings token;
    private final KeySettings key;
    private final CertificateIssuer issuer;
    private final Consumer<String> progress;

    /** A set-up of that key; each step is told to {@code progress} before it begins. */
    public Initialization(TokenSettings token, KeySettings key, CertificateIssuer issuer, Consumer<String> progress) {
        this.token = token;
        this.key = key;
        this.issuer = issuer;
        this.progress = progress;
    }

    /**
     * Makes key, certificate and file where none of the three is.
     *
     * @throws AgentException (KEY_UNUSABLE) if the token holds any part of it already, and which
     */
    public KeyIdentity create(Path file) {
        CertificateFile.requireFree(file);
        TokenSlot slot = Pkcs11Module.load(token).find(token.token());
        CkMechanism pss = CkMechanism.offered(slot).get(0);
        CertificateSignature own = CertificateSignature.of(slot);
        progress.accept("logging in to token " + slot.token().label());
        try (CkSession session = CkSession.login(slot, token, true)) {
            requireNothing(
                    slot,
                    TokenKey.find(session, key).isPresent(),
                    TokenCertificate.find(session, key).isPresent());
            progress.accept("generating RSA-4096 in the token; this can take a minute");
            TokenKey made = TokenKey.generate(session, key, List.of(pss, own.mechanism()));
            return certify(new Login(session, slot, pss, own), made, file);
        }
    }

    /**
     * Does what an interrupted set-up left undone: the certificate where only the key is there, the file where both are.
     *
     * @param served the file of the certificate that an agent is to serve with: a key whose certificate is there wants nothing more
     * @throws AgentException (KEY_UNUSABLE) if there is no key to go on with, or nothing is left to do for it
     */
    public KeyIdentity resume(Path file, Path served) {
        TokenSlot slot = Pkcs11Module.load(token).find(token.token());
        List<CkMechanism> offered = CkMechanism.offered(slot);
        CertificateSignature own = CertificateSignature.of(slot);
        progress.accept("logging in to token " + slot.token().label());
        try (CkSession session = CkSession.login(slot, token, true)) {
            Optional<TokenKey> found = TokenKey.find(session, key);
            Optional<X509Certificate> certificate = TokenCertificate.find(session, key);
            if (found.isEmpty()) {
                throw certificate.isPresent() ? orphan(slot) : nothingToResume();
            }
            Login login = new Login(session, slot, found.get().pss(session, offered), own);
            if (certificate.isEmpty()) {
                CertificateFile.requireFree(file);
                return certify(login, found.get(), file);
            }
            CertificateChecks.requireSameKey(certificate.get(), found.get().publicKey(session), key);
            requireNotDone(certificate.get(), file, served);
            return publish(login, found.get(), certificate.get(), file);
        }
    }

    private KeyIdentity certify(Login login, TokenKey made, Path file) {
        CkSession session = login.session();
        progress.accept("reading the key's attributes back");
        KeyAttributeProof.read(session, made.handle(), login.pss()).require();
        progress.accept("issuing the certificate, signed in the token");
        X509Certificate certificate = issuer.issue(
                made.publicKey(session), toBeSigned -> login.own().sign(session, made.handle(), key, toBeSigned));
        TokenCertificate.store(session, key, certificate);
        return publish(login, made, certificate, file);
    }

    private KeyIdentity publish(Login login, TokenKey made, X509Certificate certificate, Path file) {
        KeyAttributeProof proof = KeyAttributeProof.read(login.session(), made.handle(), login.pss());
        proof.require();
        KeyIdentity identity = KeyIdentity.of(login.slot().token(), certificate, proof);
        progress.accept("writing " + file);
        try {
            CertificateFile.writeNew(file, certificate);
        } catch (AgentException e) {
            throw e.alsoHinting(
                    "key and certificate are in the token; when that file can be written, or with another for --out, go on with: "
                            + key.resume());
        }
        return identity;
    }

    private void requireNothing(TokenSlot slot, boolean keyThere, boolean certificateThere) {
        if (keyThere && certificateThere) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "key: " + key.label() + " and its certificate are in the token already (expected: neither)",
                    "write the certificate to a file with: signing-agent certificate --out FILE " + key.arguments(),
                    "none is ever replaced; make another key with: " + KeySettings.MAKE_SUCCESSOR);
        }
        if (keyThere) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "key: " + key.label() + " is in the token, its certificate is not: an earlier init was interrupted",
                    "go on from there with: " + key.resume());
        }
        if (certificateThere) {
            throw orphan(slot);
        }
    }

    /** Or the certificate of the key in use would be written where that of another is expected. */
    private void requireNotDone(X509Certificate certificate, Path file, Path served) {
        for (Path there : List.of(served, file)) {
            if (CertificateFile.holds(there, certificate)) {
                throw new AgentException(
                        ReasonCode.KEY_UNUSABLE,
                        "key: " + key.label() + " and its certificate are in the token, and in " + there
                                + " the same certificate, so there is nothing to resume",
                        "for another key say all that its init said: signing-agent init --resume --set key.label=NAME --set key.id=HEX",
                        "write this one to another file with: signing-agent certificate --out FILE " + key.arguments());
            }
        }
    }

    private AgentException orphan(TokenSlot slot) {
        return new AgentException(
                ReasonCode.KEY_UNUSABLE,
                "certificate: id " + key.id() + " is in the token without its key (expected: both or neither)",
                "remove it with the HSM's own tool, or choose another key.label and key.id",
                "for example: " + slot.byHand("--login --delete-object --type cert --id " + key.id()));
    }

    private AgentException nothingToResume() {
        return new AgentException(
                ReasonCode.KEY_UNUSABLE,
                "key: none with label " + key.label() + " in the token, so there is nothing to resume",
                "start with: signing-agent init");
    }

    /**
     * One login, and how its token signs requests.
     *
     * @param session with the token
     * @param slot where the token is
     * @param pss the mechanism for requests
     * @param own how the certificate is signed
     */
    private record Login(CkSession session, TokenSlot slot, CkMechanism pss, CertificateSignature own) {}
}
