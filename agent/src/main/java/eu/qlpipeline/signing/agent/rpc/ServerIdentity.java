package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/**
 * The agent's own TLS key and certificate, which are never the signing key: or each handshake of a stranger would spend a
 * signature of the token.
 *
 * @param certificate the certificate that providers pin
 * @param key its private key, EC
 */
public record ServerIdentity(X509Certificate certificate, PrivateKey key) {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final String MAKE_ONE = "make a pair with: openssl req -x509 -newkey ec -pkeyopt "
            + "ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=signing-agent -keyout agent-tls.key -out agent-tls.crt";

    /**
     * Reads both files, and checks that they belong together.
     *
     * @throws AgentException (CONFIGURATION) if a file is missing, of another form, or the key is open to others
     */
    public static ServerIdentity load(ServerSettings settings) {
        X509Certificate certificate = certificate(settings.certificate());
        PrivateKey key = key(settings.key());
        requirePair(certificate, key, settings);
        return new ServerIdentity(certificate, key);
    }

    private static X509Certificate certificate(Path file) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw unreadable("server.certificate", file, e);
        } catch (GeneralSecurityException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "server.certificate: " + file + " holds no X.509 certificate (expected: PEM)",
                    e,
                    MAKE_ONE);
        }
    }

    private static PrivateKey key(Path file) {
        byte[] pem = new byte[0];
        byte[] der = new byte[0];
        try {
            requirePrivate(file);
            pem = Files.readAllBytes(file);
            der = decode(pem);
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IOException e) {
            throw unreadable("server.key", file, e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause: its message may quote the file.
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "server.key: " + file + " holds no EC private key (expected: PKCS#8 in PEM)",
                    MAKE_ONE);
        } finally {
            Arrays.fill(pem, (byte) 0);
            Arrays.fill(der, (byte) 0);
        }
    }

    private static byte[] decode(byte[] pem) {
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("no PKCS#8 block");
        }
        return Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
    }

    private static void requirePrivate(Path file) throws IOException {
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
        if (modes.contains(PosixFilePermission.GROUP_WRITE)
                || modes.contains(PosixFilePermission.OTHERS_READ)
                || modes.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "server.key: " + file + " is open to others (expected: mode 0600)",
                    "chmod 600 " + file);
        }
    }

    private static void requirePair(X509Certificate certificate, PrivateKey key, ServerSettings settings) {
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        boolean pair;
        try {
            Signature engine = Signature.getInstance("SHA256withECDSA");
            engine.initSign(key);
            engine.update(probe);
            byte[] signature = engine.sign();
            engine.initVerify(certificate);
            engine.update(probe);
            pair = engine.verify(signature);
        } catch (GeneralSecurityException e) {
            pair = false;
        }
        if (!pair) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "server.key: " + settings.key() + " is not the key of " + settings.certificate()
                            + " (expected: a pair)",
                    MAKE_ONE);
        }
    }

    private static AgentException unreadable(String setting, Path file, IOException e) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                setting + ": " + file + " cannot be read (expected: a file in PEM)",
                e,
                MAKE_ONE);
    }
}
