import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Verifies QL-Pipeline's answer to a raw challenge: java QlChallenge.java CHALLENGE SIGNATURE CERTIFICATE */
public final class QlChallenge {

    private static final String FINGERPRINT = "{{fingerprint}}";
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final Pattern TEXT = Pattern.compile("[\\t\\n\\r\\x20-\\x7E]*");
    private static final Pattern RESERVED = Pattern.compile(
            " {16}|QL-SIGN|\\x84\\x6ASignature1|\\x85\\x69Signature|DSSEv1 |SSHSIG|\\xFFTCG");

    public static void main(String[] files) {
        if (files.length != 3) {
            System.err.println("usage: java QlChallenge.java CHALLENGE SIGNATURE CERTIFICATE");
            System.exit(2);
        }
        try {
            verify(files);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Left alone, it would end with 1, which means rejected.
            throw unusable(e + " (expected: Java 17 or later)");
        }
    }

    private static void verify(String[] files) throws GeneralSecurityException {
        byte[] challenge = read(files[0]);
        byte[] signature = read(files[1]);
        X509Certificate certificate = certificateIn(read(files[2]));
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
        String characters = new String(challenge, StandardCharsets.ISO_8859_1);
        if (TEXT.matcher(characters).matches()) {
            reject("challenge: text throughout (expected: random bytes)");
        }
        if (RESERVED.matcher(characters).lookingAt()) {
            reject("challenge: starts like another protocol's message (expected: random bytes)");
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
        say("verified: SHA256:" + FINGERPRINT);
    }

    private static byte[] read(String name) {
        try {
            return Files.readAllBytes(Path.of(name));
        } catch (IOException | InvalidPathException e) {
            throw unusable(name + ": not a file that can be read");
        }
    }

    private static X509Certificate certificateIn(byte[] pem) {
        // The JDK reads DER too, and takes nothing before the certificate, such as a byte order mark.
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        if (begin != text.lastIndexOf(BEGIN)) {
            int count = text.split(BEGIN, -1).length - 1;
            throw unusable("certificate: " + count + " in PEM (expected: 1, as in ql-pipeline.crt)");
        }
        if (begin >= 0) {
            try {
                return (X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem, begin, pem.length - begin));
            } catch (CertificateException e) {
                // Said below.
            }
        }
        throw unusable("certificate: not one in PEM");
    }

    private static void say(String line) {
        System.out.println(line);
        if (System.out.checkError()) {
            throw unusable("standard output: cannot be written");
        }
    }

    private static Error unusable(String reason) {
        System.err.println("unusable: " + reason);
        System.exit(2);
        return new AssertionError("has exited");
    }

    private static void reject(String reason) {
        say("rejected: " + reason);
        System.exit(1);
    }
}
