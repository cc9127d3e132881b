package eu.qlpipeline.signing.fetch.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Decides which servers are trusted: those of the JDK's trust store, or those that certificates in a file vouch for. */
public final class ServerTrust {

    /** More than all authorities of the world take, in bytes. */
    private static final int SIZE_LIMIT = 4 * 1024 * 1024;

    private ServerTrust() {}

    /** What the JDK trusts. */
    public static X509TrustManager jdk() throws FetchException {
        try {
            return manager(null);
        } catch (GeneralSecurityException e) {
            throw unusable("the JDK's trust store", e);
        }
    }

    /** What the certificates of a PEM file vouch for, and nothing else. */
    public static X509TrustManager of(Path file) throws FetchException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            byte[] read = in.readNBytes(SIZE_LIMIT + 1);
            if (read.length > SIZE_LIMIT) {
                throw new FetchException(
                        FetchExitCodes.USAGE, file + ": more than " + SIZE_LIMIT + " bytes (expected: PEM)", null);
            }
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(read))) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new FetchException(FetchExitCodes.USAGE, file + ": no certificate (expected: PEM)", null);
            }
            return manager(store);
        } catch (IOException e) {
            throw new FetchException(FetchExitCodes.USAGE, file + ": " + FileTrouble.of(file, e), e);
        } catch (GeneralSecurityException e) {
            throw unusable(file.toString(), e);
        }
    }

    private static X509TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no manager for X.509"));
    }

    private static FetchException unusable(String source, Exception cause) {
        return new FetchException(
                FetchExitCodes.USAGE, source + ": not readable as certificates (expected: PEM)", cause);
    }
}
