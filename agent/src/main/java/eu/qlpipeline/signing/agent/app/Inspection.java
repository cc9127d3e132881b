package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.certificate.CertificateChecks;
import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.certificate.TokenCertificate;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.KeyIdentity;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.key.TokenKey;
import eu.qlpipeline.signing.agent.latch.HungLogin;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSlot;
import eu.qlpipeline.signing.agent.pkcs11.pin.Pin;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenDescription;
import eu.qlpipeline.signing.agent.watch.AwaitedCalls;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The signing key as it is in the token, good or bad.
 *
 * @param token the token
 * @param modulusBits size of the RSA modulus in bits
 * @param proof the key's attributes as read back, and whether the token refused to export the key
 * @param certificate the certificate in the token, if there is one
 * @param certificateProblems what keeps the agent from serving with this certificate, whichever {@code certificate.file} names, or
 *     without one; empty if nothing does
 * @param another that {@code certificate.file} names another certificate; empty if it does not
 */
public record Inspection(
        TokenDescription token,
        int modulusBits,
        KeyAttributeProof proof,
        Optional<X509Certificate> certificate,
        List<AgentException> certificateProblems,
        Optional<AgentException> another) {

    /** Copies the list. */
    public Inspection {
        certificateProblems = List.copyOf(certificateProblems);
    }

    /** What keeps the agent from serving with this key and its certificate; empty if nothing does. */
    public List<AgentException> problems() {
        return Stream.of(problem(proof::require).stream(), certificateProblems.stream(), another.stream())
                .flatMap(Function.identity())
                .toList();
    }

    /** Whether nothing keeps the agent from serving with this key. */
    public boolean ok() {
        return problems().isEmpty();
    }

    /**
     * The certificate, which must be there and the key's, whether valid now or not.
     *
     * @throws AgentException (KEY_UNUSABLE) if there is none, or it is of no use at any time
     */
    public X509Certificate requireCertificate() {
        return requireFreeOf(problem -> problem.reason() != ReasonCode.CERTIFICATE_NOT_VALID_NOW);
    }

    /**
     * As {@link #requireCertificate}, one with which an agent can serve whose {@code certificate.file} does not name another.
     *
     * @throws AgentException with what keeps it from that
     */
    public X509Certificate requireGoodCertificate() {
        return requireFreeOf(problem -> true);
    }

    /**
     * As {@link #requireGoodCertificate}, of a key that keeps the rules.
     *
     * @throws AgentException with what keeps the agent from serving with either
     */
    public X509Certificate requireCertificateOfGoodKey() {
        proof.require();
        return requireGoodCertificate();
    }

    /**
     * As {@link #requireGoodCertificate}, not another than {@code certificate.file} names.
     *
     * @throws AgentException with what keeps the agent from serving with it
     */
    public X509Certificate requireServedCertificate() {
        X509Certificate good = requireGoodCertificate();
        another.ifPresent(problem -> {
            throw problem;
        });
        return good;
    }

    private X509Certificate requireFreeOf(Predicate<AgentException> flaw) {
        certificateProblems.stream().filter(flaw).findFirst().ifPresent(problem -> {
            throw problem;
        });
        return certificate.orElseThrow(
                () -> new AgentException(ReasonCode.KEY_UNUSABLE, "certificate: none in the token (expected: 1)"));
    }

    /**
     * Logs in as an agent of those settings does: not to a token that shows another certificate than {@code certificate.file}, and
     * without waiting for a call that hangs. Reads everything; changes nothing.
     *
     * @throws AgentException if token or key are not to be found, the token refuses the PIN, or is not given it; (TOKEN_HUNG) if a
     *     call hangs
     */
    public static Inspection of(AgentSettings settings, Clock clock) {
        TokenSettings token = settings.token();
        var served = ServedCertificate.in(settings.certificate().file(), clock);
        try (var calls = new AwaitedCalls(settings.supervision().hangs())) {
            calls.make(() -> Pkcs11Module.load(token).find(token.token()));
            // Before the login is watched: a person may take longer to type it than any token.
            try (Pin pin = token.pin().read()) {
                TokenSettings login =
                        token.withPin(new PinSource.Kept(pin, token.pin().describe()));
                return calls.make(() -> of(login, settings.key(), clock, served));
            } catch (AgentException e) {
                throw HungLogin.advised(e, token.latch());
            }
        }
    }

    /**
     * Logs in, unless the token shows another certificate before, and reads everything; changes nothing.
     *
     * @throws AgentException if token or key are not to be found, the token refuses the PIN, or (KEY_UNUSABLE) is not given it
     */
    public static Inspection of(TokenSettings settings, KeySettings key, Clock clock, ServedCertificate served) {
        TokenSlot slot = Pkcs11Module.load(settings).find(settings.token());
        try (CkSession session =
                CkSession.login(slot, settings, anybody -> served.requireNoOtherShown(anybody, key, slot.token()))) {
            TokenKey found = TokenKey.require(session, key);
            RSAPublicKey publicKey = found.publicKey(session);
            KeyAttributeProof proof =
                    KeyAttributeProof.read(session, found.handle(), found.pss(session, CkMechanism.offered(slot)));
            Optional<X509Certificate> certificate = TokenCertificate.find(session, key);
            Stream<Runnable> checks = certificate
                    .map(present -> Stream.<Runnable>of(
                            () -> CertificateChecks.requireSameKey(present, publicKey, key),
                            () -> CertificateChecks.requireValidNow(present, clock),
                            () -> KeyIdentity.of(slot.token(), present, proof)))
                    .orElseGet(() -> Stream.of(() -> TokenCertificate.require(session, key)));
            List<AgentException> problems =
                    checks.map(Inspection::problem).flatMap(Optional::stream).toList();
            Optional<AgentException> another =
                    certificate.flatMap(present -> problem(() -> served.requireNoOther(present, slot.token())));
            return new Inspection(
                    slot.token(), publicKey.getModulus().bitLength(), proof, certificate, problems, another);
        }
    }

    private static Optional<AgentException> problem(Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (AgentException problem) {
            return Optional.of(problem);
        }
    }
}
