package eu.qlpipeline.signing.bench.function;

import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The verification of one answer of the agent. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // set by JMH
public class VerifyFunctions {

    /** A folder with the certificate, the challenge and the signature. */
    @Param("")
    public String folder;

    private SignatureVerifier verifier;
    private RawChallenge challenge;
    private PssSignature signature;

    /** Writes what {@link #read} reads. */
    static void write(Path folder, Path certificate, RawChallenge challenge, PssSignature signature)
            throws IOException {
        Files.copy(certificate, folder.resolve("certificate"));
        Files.writeString(folder.resolve("challenge"), HexFormat.of().formatHex(challenge.message()));
        Files.writeString(folder.resolve("signature"), HexFormat.of().formatHex(signature.bytes()));
    }

    /** Reads the answer. */
    @Setup
    public void read() throws IOException, GeneralSecurityException {
        Path files = Path.of(folder);
        try (InputStream pem = Files.newInputStream(files.resolve("certificate"))) {
            verifier = SignatureVerifier.of(
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        challenge = RawChallenge.of(HexFormat.of().parseHex(Files.readString(files.resolve("challenge"))));
        signature = PssSignature.of(HexFormat.of().parseHex(Files.readString(files.resolve("signature"))));
    }

    /** Verifies it. */
    @Benchmark
    public SignatureVerifier verify() throws SignatureException {
        verifier.verify(challenge, signature);
        return verifier;
    }
}
