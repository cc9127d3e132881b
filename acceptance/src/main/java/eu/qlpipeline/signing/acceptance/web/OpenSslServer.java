package eu.qlpipeline.signing.acceptance.web;

import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.nio.file.Path;

/** {@code openssl s_server}: shows on a page, and message by message in its output, what it has verified of a client. */
public final class OpenSslServer {

    private OpenSslServer() {}

    /**
     * Starts it with TLS 1.3 and AES-256-GCM, and waits until it listens.
     *
     * @param folder an existing folder
     * @param server its own identity
     * @param client PEM of the one client certificate that it lets in
     */
    public static WebServer start(Processes processes, Path folder, TlsIdentity server, Path client) {
        int port = KitFolder.freePort();
        var program = Program.of(
                folder,
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                server.certificate().toString(),
                "-key",
                server.key().toString(),
                "-CAfile",
                client.toString(),
                "-Verify",
                "1",
                "-verify_return_error",
                "-tls1_3",
                "-ciphersuites",
                "TLS_AES_256_GCM_SHA384",
                "-www",
                "-trace");
        return WebServer.start(processes, program, port);
    }
}
