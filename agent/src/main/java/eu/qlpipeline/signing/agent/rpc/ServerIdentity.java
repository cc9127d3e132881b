package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.files.PemBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The agent's own TLS key and certificate, which are never the signing key: or each handshake of a stranger would spend a
 * signature of the token.
 *
 * @param certificate the certificate that providers pin
 * @param key its private key, EC
 */
public record ServerIdentity(X509Certificate certificate, PrivateKey key) {

    private static final String PKCS8 = "PRIVATE KEY";

    /**
     * Reads both files, and checks that they belong together.
     *
     * @throws AgentException (CONFIGURATION) if a file is missing, of another form, or the key is open to others
     */
    public static ServerIdentity load(ServerSettings settings) {
        IdentityFiles files = IdentityFiles.of(settings);
        X509Certificate certificate = certificate(files);
        PrivateKey key = key(files);
        if (!isPair(certificate, key)) {
            throw files.noPair();
        }
        return new ServerIdentity(certificate, key);
    }

    /** Why the certificate is not valid at a moment, in words; empty where it is. Callers that pin the key do not ask. */
    public Optional<String> untimely(Instant now) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isBefore(begin)) {
            return Optional.of("not valid before " + begin);
        }
        return now.isAfter(end) ? Optional.of("expired at " + end) : Optional.empty();
    }

    private static X509Certificate certificate(IdentityFiles files) {
        try {
            return CertificateEncoding.first(Files.readAllBytes(files.certificate()));
        } catch (IOException e) {
            throw files.unreadableCertificate(e);
        } catch (GeneralSecurityException e) {
            throw files.noCertificate(e);
        }
    }

    private static PrivateKey key(IdentityFiles files) {
        byte[] pem = new byte[0];
        byte[] der = new byte[0];
        try {
            if (Files.isDirectory(files.key())) {
                throw files.noKey();
            }
            if (isOpen(files.key())) {
                throw files.openKey();
            }
            pem = Files.readAllBytes(files.key());
            der = PemBytes.content(pem, PKCS8);
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IOException e) {
            throw files.unreadableKey(e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw files.noKey();
        } finally {
            Arrays.fill(pem, (byte) 0);
            Arrays.fill(der, (byte) 0);
        }
    }

    private static boolean isOpen(Path file) throws IOException {
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
        return modes.contains(PosixFilePermission.GROUP_WRITE)
                || modes.contains(PosixFilePermission.OTHERS_READ)
                || modes.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static boolean isPair(X509Certificate certificate, PrivateKey key) {
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature engine = Signature.getInstance("SHA256withECDSA");
            engine.initSign(key);
            engine.update(probe);
            byte[] signature = engine.sign();
            engine.initVerify(certificate);
            engine.update(probe);
            return engine.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
