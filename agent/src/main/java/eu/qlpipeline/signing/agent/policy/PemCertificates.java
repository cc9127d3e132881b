package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.files.PemBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The certificates in a file that a provider's file names.
 *
 * @param key the key that names the file, for messages
 * @param home the provider's file, to which the path is relative
 * @param read told of the file before it is read
 */
public record PemCertificates(String key, Path home, Consumer<Path> read) {

    private static final int MAX_BYTES = 64 * 1024;

    /**
     * The one certificate in the file.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} if there is another number, or the file is of another form
     */
    public X509Certificate one(String path) {
        List<X509Certificate> all = all(path);
        if (all.size() != 1) {
            throw refused(path, " does not hold one certificate", "exactly one, in PEM");
        }
        return all.get(0);
    }

    /**
     * The certificates in the file, one or more.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} if there is none, or the file is of another form
     */
    public List<X509Certificate> some(String path) {
        List<X509Certificate> all = all(path);
        if (all.isEmpty()) {
            throw refused(path, " holds no certificate", "one or more, in PEM");
        }
        return all;
    }

    private List<X509Certificate> all(String path) {
        byte[] content = content(path);
        try {
            if (PemBytes.mention(content, "PRIVATE KEY")) {
                throw refused(path, " holds a private key", "certificates alone; the key stays with its owner");
            }
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(content))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw refused(path, " is not a certificate", "X.509 in PEM");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private byte[] content(String path) {
        try {
            Path file = home.resolveSibling(path);
            read.accept(file);
            if (!Files.isRegularFile(file)) {
                throw refused(path, " cannot be read", "a PEM file, relative to this file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] content = in.readNBytes(MAX_BYTES + 1);
                if (content.length > MAX_BYTES) {
                    throw refused(path, " is larger than " + MAX_BYTES + " bytes", "certificates in PEM");
                }
                return content;
            }
        } catch (IOException | InvalidPathException e) {
            throw refused(path, " cannot be read", "a PEM file, relative to this file");
        }
    }

    private AgentException refused(String path, String what, String expected) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                key + ": " + TextRule.printable(path) + what + " (expected: " + expected + ")");
    }
}
