package eu.qlpipeline.signing.agent.certificate;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenDescription;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one certificate that a process signs for: that of the file, otherwise the first that it signed for. Providers have stored
 * it, and the audit log goes on with its key; a token that comes back after a failure with another one is not the same token
 * mended, however well its key may sign.
 *
 * <p>Safe for use by several threads.
 */
public final class ServedCertificate {

    private final Clock clock;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();
    private volatile boolean signedFor;

    private record Known(
            X509Certificate certificate, CertificateFingerprint fingerprint, String whose, List<String> hints) {

        private static Known of(X509Certificate certificate, String whose, String... hints) {
            return new Known(certificate, CertificateFingerprint.of(certificate), whose, List.of(hints));
        }

        private boolean isOfSameSubject(X509Certificate other) {
            return certificate.getSubjectX500Principal().equals(other.getSubjectX500Principal());
        }

        private boolean isAmong(List<X509Certificate> certificates) {
            return certificates.stream().map(CertificateFingerprint::of).anyMatch(fingerprint::equals);
        }
    }

    /** Whichever is {@linkplain #keep kept} first. */
    public ServedCertificate(Clock clock) {
        this.clock = clock;
    }

    /**
     * The one in the file, if there is such a file, or a link of that name.
     *
     * @param file {@code certificate.file}
     * @throws AgentException (CONFIGURATION) if the file cannot be read, or holds no certificate or several
     */
    public static ServedCertificate in(Path file, Clock clock) {
        var served = new ServedCertificate(clock);
        if (!Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            served.known.set(Known.of(
                    CertificateFile.read(
                            CertificateFile.KEY,
                            file,
                            "leave in it the one that the agent answers with; each other has a file of its own",
                            "put the certificate that providers store in its place",
                            "or move it away; " + toWrite(file)),
                    CertificateFile.KEY + " " + file,
                    "if the PIN is that token's, see what is in it: signing-agent inspect --set certificate.file=NO-SUCH-FILE",
                    "if providers are to be answered with it, name its certificate in " + CertificateFile.KEY
                            + ", as docs/operation.md says under another key"));
        }
        return served;
    }

    /** Whether it is known which one that is. */
    public boolean isKnown() {
        return known.get() != null;
    }

    /**
     * Returns normally unless it is known which one that is, and it is not valid now: waiting for its token would help nothing.
     *
     * @throws AgentException (CERTIFICATE_NOT_VALID_NOW) if it is not valid yet, or no longer
     */
    public void requireValidNow() {
        Known expected = known.get();
        if (expected != null) {
            CertificateChecks.requireValidNow(expected.certificate(), clock);
        }
    }

    /** Whether another process that is started now may sign for it: as {@link #requireValidNow}. */
    public boolean isValidNow() {
        try {
            requireValidNow();
            return true;
        } catch (AgentException e) {
            return false;
        }
    }

    /** What an operator is told who has no such file. */
    public static String missing(Path file) {
        return CertificateFile.KEY + ": " + file
                + " is not there (expected: the certificate that providers store); whichever the token has is taken for it";
    }

    /** Advice for an operator who has no such file. */
    public static String toWrite(Path file) {
        return "if providers store the one in the token: signing-agent certificate --out " + file;
    }

    /**
     * Returns normally unless a token shows certificates in place of the one to sign for, so that it is not given the PIN, which need
     * not be its own: one with the id of the key, or one of the same subject, under whatever id. One that shows the one to sign for is
     * no other token, under whatever id, too: another key was made beside it. It need not show any before the login, and those of
     * others may be in it; what is the matter with it is found after that.
     *
     * @param anybody a session without a login
     * @throws AgentException (KEY_UNUSABLE) if it shows others in its place
     */
    public void requireNoOtherShown(CkSession anybody, KeySettings key, TokenDescription token) {
        Known expected = known.get();
        if (expected == null) {
            return;
        }
        inPlaceOf(expected, anybody, key).ifPresent(other -> requireNoOther(other, token));
    }

    private static Optional<X509Certificate> inPlaceOf(Known expected, CkSession anybody, KeySettings key) {
        try {
            List<X509Certificate> ofTheKey = TokenCertificate.readable(anybody, key);
            if (expected.isAmong(ofTheKey)) {
                return Optional.empty();
            }
            List<X509Certificate> all = TokenCertificate.readable(anybody);
            if (expected.isAmong(all)) {
                return Optional.empty();
            }
            return Stream.concat(ofTheKey.stream(), all.stream().filter(expected::isOfSameSubject))
                    .findFirst();
        } catch (AgentException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns normally if the certificate is the one to sign for, as far as that is known, and valid now. Once one was {@linkplain
     * #keep kept}, its time decides only for whom its key signs: the records that were made under it are still to be signed.
     *
     * @throws AgentException (KEY_UNUSABLE) if it is another; (CERTIFICATE_NOT_VALID_NOW) if it is not valid yet, or no longer
     */
    public void require(X509Certificate found, TokenDescription token) {
        requireNoOther(found, token);
        if (!signedFor) {
            CertificateChecks.requireValidNow(found, clock);
        }
    }

    /**
     * Returns normally if the certificate is the one to sign for, as far as that is known.
     *
     * @throws AgentException (KEY_UNUSABLE) if it is another
     */
    public void requireNoOther(X509Certificate found, TokenDescription token) {
        Known expected = known.get();
        CertificateFingerprint fingerprint = CertificateFingerprint.of(found);
        if (expected != null && !expected.fingerprint().equals(fingerprint)) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "certificate: " + fingerprint + " in token " + token.summary() + " (expected: "
                            + expected.fingerprint() + ", that of " + expected.whose() + ")",
                    expected.hints().toArray(String[]::new));
        }
    }

    /** Takes the certificate for the one to sign for, unless one is known: it was proven, and its key signs. */
    public void keep(X509Certificate proven, TokenDescription token) {
        known.compareAndSet(
                null,
                Known.of(
                        proven,
                        "token " + token.summary() + ", served since this agent's start",
                        "once the first token is back, the agent serves by itself",
                        "if the other key is to take its place: docs/operation.md under another key, and a restart"));
        signedFor = true;
    }
}
