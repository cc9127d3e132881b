package eu.qlpipeline.signing.agent.kit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;

/**
 * The certificates of QL-Pipeline that a provider lets in at the same time: that of the configured key, and those of the keys
 * before and after it.
 *
 * @param all the certificates, that of the configured key first
 */
public record PipelineCertificates(List<X509Certificate> all) {

    private static final String ALSO = "--also";
    private static final int LARGEST = 64 * 1024;

    /** Keeps a copy of the list. */
    public PipelineCertificates {
        all = List.copyOf(all);
    }

    /**
     * Reads the others, and sees that web servers can tell all of them apart.
     *
     * @param own the certificate of the configured key
     * @param also the file of each other one
     * @throws AgentException (CONFIGURATION) if one is none of a pipeline, is not valid now, is there twice, or cannot be told from another
     */
    public static PipelineCertificates read(X509Certificate own, List<Path> also, Clock clock) {
        List<X509Certificate> all = new ArrayList<>(List.of(own));
        for (Path file : also) {
            X509Certificate other = read(file);
            requireOfAPipeline(file, other);
            requireValid(file, other, clock);
            requireOther(file, other, all);
            all.add(other);
        }
        return new PipelineCertificates(all);
    }

    /** In the order of a file of trust anchors: OpenSSL takes the first of its subject for the issuer of one without key identifiers. */
    List<X509Certificate> anchors() {
        return all.stream().sorted(Comparator.comparing(KeyIdentifiers::areIn)).toList();
    }

    private static X509Certificate read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateEncoding.alone(in.readNBytes(LARGEST))
                    .orElseThrow(
                            () -> refusal(file + " is not one certificate (expected: one in PEM, and nothing else)"));
        } catch (IOException e) {
            throw FileProblem.unreadable(ALSO, file, e);
        }
    }

    private static void requireOfAPipeline(Path file, X509Certificate certificate) {
        try {
            SignatureScheme.requireKey(certificate.getPublicKey());
            certificate.verify(certificate.getPublicKey());
        } catch (InvalidKeyException e) {
            throw refusal(file + " is none of a signing key: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw refusal(file + " is not signed by its own key (expected: a certificate of QL-Pipeline)");
        }
    }

    private static void requireValid(Path file, X509Certificate certificate, Clock clock) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateException e) {
            throw refusal(
                    file + " is valid from " + certificate.getNotBefore().toInstant() + " until "
                            + certificate.getNotAfter().toInstant() + " (expected: valid now)",
                    "leave it out: no web server lets it in; or check this machine's clock");
        }
    }

    private static void requireOther(Path file, X509Certificate certificate, List<X509Certificate> others) {
        if (others.contains(certificate)) {
            throw refusal(
                    file + " is " + CertificateFingerprint.of(certificate)
                            + ", which the kit has already (expected: another)",
                    "the kit has the certificate of the configured key without being told");
        }
        boolean confusable = !KeyIdentifiers.areIn(certificate)
                && others.stream()
                        .anyMatch(other -> !KeyIdentifiers.areIn(other)
                                && other.getSubjectX500Principal().equals(certificate.getSubjectX500Principal()));
        if (confusable) {
            throw refusal(
                    file + " has no key identifiers, as another of its subject (expected: one such at most)",
                    "no web server with OpenSSL could tell the two apart: make the later key with"
                            + " --set certificate.key-identifiers=true",
                    "or have each let in at an address of its own, with a kit for each");
        }
    }

    private static AgentException refusal(String what, String... hints) {
        return new AgentException(ReasonCode.CONFIGURATION, ALSO + ": " + what, hints);
    }
}
