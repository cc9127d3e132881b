package eu.qlpipeline.signing.acceptance.web;

import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A provider kit that the agent's program has written for a web server on this machine.
 *
 * @param directory where it is
 * @param port the port of the web server that it is for
 */
public record KitFolder(Path directory, int port) {

    /**
     * Has the kit written, and puts the provider's own files where it expects them.
     *
     * @param directory an existing folder; the kit goes into a new one within it
     * @param server the TLS identity of the provider's web server
     * @param upstream HOST:PORT of the program that knows the courses
     * @param also PEM of each certificate that is let in beside that of the agent's key
     */
    public static KitFolder write(
            AgentProgram agent, Path directory, TlsIdentity server, String upstream, Path... also) {
        var kit = new KitFolder(directory.resolve("kit"), freePort());
        Path certificate = directory.resolve("provider.crt");
        // HAProxy looks for the key there; the others read it where they are told.
        Path key = directory.resolve("provider.crt.key");
        List<String> verb = new ArrayList<>(List.of(
                "provider-kit",
                "--provider",
                "provider-a",
                "--out",
                kit.directory.toString(),
                "--server-name",
                "localhost",
                "--port",
                Integer.toString(kit.port),
                "--server-certificate",
                certificate.toString(),
                "--server-key",
                key.toString(),
                "--client-certificate",
                kit.file("ql-pipeline.crt").toString(),
                "--upstream",
                upstream));
        List.of(also).forEach(other -> verb.addAll(List.of("--also", other.toString())));
        agent.run(verb.toArray(String[]::new)).orThrow();
        try {
            Files.copy(server.certificate(), certificate);
            Files.copy(server.key(), key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kit;
    }

    /**
     * Makes every file of the kit one for another certificate.
     *
     * @param certificate PEM of the certificate that is let in from now on
     */
    public void pin(Path certificate) {
        Path pinned = file("ql-pipeline.crt");
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                for (String algorithm : List.of("SHA-256", "SHA-1")) {
                    text = text.replace(fingerprint(pinned, algorithm), fingerprint(certificate, algorithm));
                }
                Files.writeString(file, text);
            }
            Files.copy(certificate, pinned, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fingerprint(Path certificate, String algorithm) throws IOException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            byte[] der = CertificateFactory.getInstance("X.509")
                    .generateCertificate(pem)
                    .getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("certificate: " + certificate + " (expected: PEM)", e);
        }
    }

    /** Every file of the kit with a certificate of a signing key. */
    List<Path> certificates() {
        try (var files = Files.list(directory)) {
            return files.filter(file -> directory.relativize(file).toString().matches("ql-pipeline.*[.]crt"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the kit. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
