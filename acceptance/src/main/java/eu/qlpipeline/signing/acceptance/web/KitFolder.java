package eu.qlpipeline.signing.acceptance.web;

import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
     */
    public static KitFolder write(AgentProgram agent, Path directory, TlsIdentity server, String upstream) {
        var kit = new KitFolder(directory.resolve("kit"), freePort());
        Path certificate = directory.resolve("provider.crt");
        // HAProxy looks for the key there; the others read it where they are told.
        Path key = directory.resolve("provider.crt.key");
        agent.run(
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
                        upstream)
                .orThrow();
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
     * @param from the fingerprint that the kit was written for
     * @param to the fingerprint of the certificate
     */
    public void pin(Path certificate, String from, String to) {
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, Files.readString(file).replace(from, to));
            }
            Files.copy(certificate, file("ql-pipeline.crt"), StandardCopyOption.REPLACE_EXISTING);
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
