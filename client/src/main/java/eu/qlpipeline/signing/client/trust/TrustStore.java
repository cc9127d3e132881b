package eu.qlpipeline.signing.client.trust;

import eu.qlpipeline.signing.client.internal.pem.CertificatePem;
import eu.qlpipeline.signing.client.internal.pem.FileTrouble;
import eu.qlpipeline.signing.client.internal.pem.PemException;
import eu.qlpipeline.signing.client.internal.pem.PemFile;
import eu.qlpipeline.signing.client.trust.TrustStoreException.Reason;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The provider's trusted list: a directory with one PEM file for each certificate, named by its SHA-256 fingerprint and
 * beginning with how its key has to answer. Each file is held against its name and its form whenever it is read, so that
 * a file that was changed, renamed or put there by hand is an error and never a trusted certificate. Files whose name
 * starts with a dot are ignored.
 *
 * <p>Safe for use by several threads and processes: nothing is cached, and a file appears whole or not at all. Where
 * many signatures are verified, {@link #snapshot()} saves reading the file for each.
 */
public final class TrustStore implements TrustedCertificates {

    private final StoreDirectory directory;

    private TrustStore(StoreDirectory directory) {
        this.directory = directory;
    }

    /** The store in a directory, which need not exist before a certificate is added. */
    public static TrustStore at(Path directory) {
        return new TrustStore(new StoreDirectory(Objects.requireNonNull(directory, "directory")));
    }

    /** The directory. */
    public Path directory() {
        return directory.path();
    }

    /**
     * Adds a certificate for raw challenges.
     *
     * @see #add(Path, CertificateFingerprint, Enrolment)
     */
    public StoredCertificate add(Path file, CertificateFingerprint expected) throws TrustStoreException {
        return add(file, expected, new Enrolment.Raw());
    }

    /**
     * Adds a certificate that came by mail or a portal, if its fingerprint is the one that was told by another way.
     * Adding it again changes nothing.
     *
     * @param file a PEM file with exactly one X.509 certificate
     * @param expected the fingerprint that was told
     * @param enrolment how its key has to answer; to change that, the certificate is removed first
     * @throws TrustStoreException if the fingerprint is another, the file holds anything else, the key is not RSA of 4096
     *     bits, the certificate is stored with another enrolment, a link that leads nowhere is in its place, or a file cannot be
     *     read or written
     */
    public StoredCertificate add(Path file, CertificateFingerprint expected, Enrolment enrolment)
            throws TrustStoreException {
        StoredCertificate added =
                StoredCertificate.pinned(certificate(read(file), file), expected, enrolment, file.toString());
        if (!directory.writeNew(expected, content(enrolment, added.certificate()))) {
            requireSame(find(expected), added);
        }
        return added;
    }

    private static String content(Enrolment enrolment, X509Certificate certificate) {
        return EnrolmentText.format(enrolment) + CertificatePem.format(certificate);
    }

    private static void requireSame(Optional<StoredCertificate> present, StoredCertificate added)
            throws TrustStoreException {
        if (present.isPresent() && !present.get().enrolment().equals(added.enrolment())) {
            throw new TrustStoreException(
                    Reason.ENROLMENT_DIFFERENT,
                    "certificate " + added.fingerprint() + ": "
                            + EnrolmentText.words(added.enrolment()) + " (expected: as stored, "
                            + EnrolmentText.words(present.get().enrolment()) + ")");
        }
    }

    /**
     * Removes a certificate. Its file may be damaged.
     *
     * @throws TrustStoreException if it is not stored, or its file cannot be removed
     */
    public void remove(CertificateFingerprint fingerprint) throws TrustStoreException {
        directory.delete(fingerprint);
    }

    @Override
    public Optional<StoredCertificate> find(CertificateFingerprint fingerprint) throws TrustStoreException {
        directory.requireExists();
        Path file = directory.file(fingerprint);
        try {
            return Optional.of(load(file, fingerprint));
        } catch (TrustStoreException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                requireNoLink(file);
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void requireNoLink(Path file) throws TrustStoreException {
        if (Files.isSymbolicLink(file)) {
            throw new TrustStoreException(
                    Reason.FILE_UNEXPECTED,
                    file + ": a link that leads nowhere (expected: no file, or as the store wrote it)");
        }
    }

    @Override
    public List<StoredCertificate> list() throws TrustStoreException {
        List<StoredCertificate> certificates = new ArrayList<>();
        for (CertificateFingerprint fingerprint : directory.fingerprints()) {
            // What another process removes meanwhile is no longer of the list.
            find(fingerprint).ifPresent(certificates::add);
        }
        return List.copyOf(certificates);
    }

    /**
     * The certificates as they are now, held in memory. What is added or removed later takes effect with the next
     * snapshot.
     *
     * @throws TrustStoreException if one of them is no longer what was stored, or the store cannot be read
     */
    public TrustedCertificates snapshot() throws TrustStoreException {
        return new CertificateSnapshot(list());
    }

    private static StoredCertificate load(Path file, CertificateFingerprint fingerprint) throws TrustStoreException {
        StoreDirectory.requireClosedToOthers(file);
        byte[] content = read(file);
        X509Certificate certificate = certificate(content, file);
        Enrolment enrolment = EnrolmentText.parse(content)
                .orElseThrow(() -> new TrustStoreException(
                        Reason.ENROLMENT_UNREADABLE,
                        file + ": mode: not in the first lines of the file (expected: as the store wrote it)"));
        StoredCertificate stored = StoredCertificate.pinned(certificate, fingerprint, enrolment, file.toString());
        if (!Arrays.equals(content, content(enrolment, certificate).getBytes(StandardCharsets.US_ASCII))) {
            throw new TrustStoreException(
                    Reason.FILE_UNEXPECTED,
                    file + ": content: more or other than the store wrote (expected: as written)");
        }
        return stored;
    }

    private static X509Certificate certificate(byte[] content, Path file) throws TrustStoreException {
        try {
            return CertificatePem.parse(content);
        } catch (PemException e) {
            throw notCertificate(file, e);
        }
    }

    private static byte[] read(Path file) throws TrustStoreException {
        try {
            return PemFile.read(file);
        } catch (PemException e) {
            throw notCertificate(file, e);
        } catch (IOException e) {
            throw new TrustStoreException(Reason.UNREADABLE, file + ": " + FileTrouble.of(file, e), e);
        }
    }

    private static TrustStoreException notCertificate(Path file, PemException problem) {
        Reason reason =
                problem.problem() == PemException.Problem.PRIVATE_KEY ? Reason.PRIVATE_KEY : Reason.NOT_ONE_CERTIFICATE;
        return new TrustStoreException(reason, file + ": " + problem.getMessage(), problem);
    }
}
