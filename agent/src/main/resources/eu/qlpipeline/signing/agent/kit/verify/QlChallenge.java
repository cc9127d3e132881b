import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;

/** Verifies QL-Pipeline's answer to a raw challenge: java QlChallenge.java CHALLENGE SIGNATURE CERTIFICATE */
public final class QlChallenge {

    private static final String FINGERPRINT = "{{fingerprint}}";

    public static void main(String[] files) throws Exception {
        if (files.length != 3) {
            System.err.println("usage: java QlChallenge.java CHALLENGE SIGNATURE CERTIFICATE");
            System.exit(2);
        }
        byte[] challenge = Files.readAllBytes(Path.of(files[0]));
        byte[] signature = Files.readAllBytes(Path.of(files[1]));
        X509Certificate certificate;
        try (InputStream pem = Files.newInputStream(Path.of(files[2]))) {
            certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
        byte[] presented = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        if (!MessageDigest.isEqual(presented, HexFormat.of().parseHex(FINGERPRINT))) {
            reject("certificate: " + HexFormat.of().formatHex(presented) + " (expected: " + FINGERPRINT + ")");
        }
        try {
            certificate.checkValidity();
        } catch (CertificateException e) {
            reject("certificate: not valid now");
        }
        if (challenge.length != 32) {
            reject("challenge: " + challenge.length + " bytes (expected: 32)");
        }
        if (signature.length != 512) {
            reject("signature: " + signature.length + " bytes (expected: 512)");
        }
        Signature engine = Signature.getInstance("RSASSA-PSS");
        engine.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 478, 1));
        engine.initVerify(certificate.getPublicKey());
        engine.update(challenge);
        if (!engine.verify(signature)) {
            reject("signature: not by the certificate's key over this challenge");
        }
        System.out.println("verified: SHA256:" + FINGERPRINT);
    }

    private static void reject(String reason) {
        System.out.println("rejected: " + reason);
        System.exit(1);
    }
}
