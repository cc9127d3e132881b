package eu.qlpipeline.signing.bench.tls;

import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.ProgramException;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * nginx with TLS 1.3, which lets in clients with certain certificates, resumes no session, and answers each request with
 * what it has verified of the client.
 *
 * @param process the running program
 * @param port where it listens on this machine
 */
record HandshakeServer(RunningProgram process, int port) implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);

    /**
     * Starts it.
     *
     * @param folder an existing folder of its own
     * @param identity its own key and certificate
     * @param clients PEM of the client certificates
     */
    static HandshakeServer start(Processes processes, Path folder, TlsIdentity identity, Path clients) {
        int port = freePort();
        Path configuration = folder.resolve("nginx.conf");
        try {
            Files.writeString(
                    configuration, configuration(folder, identity, clients).replace("PORT", Integer.toString(port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RunningProgram process = processes.start(
                Program.of(folder, "nginx", "-e", "stderr", "-p", folder.toString(), "-c", configuration.toString()));
        var server = new HandshakeServer(process, port);
        server.awaitListening();
        return server;
    }

    private static String configuration(Path folder, TlsIdentity identity, Path clients) {
        return """
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        listen 127.0.0.1:PORT ssl;
                        ssl_protocols TLSv1.3;
                        ssl_session_cache off;
                        ssl_session_tickets off;
                        ssl_certificate %2$s;
                        ssl_certificate_key %3$s;
                        ssl_verify_client on;
                        ssl_client_certificate %4$s;
                        return 200 "verified=$ssl_client_verify reused=$ssl_session_reused;";
                    }
                }
                """.formatted(folder, identity.certificate(), identity.key(), clients);
    }

    private void awaitListening() {
        long end = System.nanoTime() + START.toNanos();
        while (!listens()) {
            if (process.waitFor(POLL) || System.nanoTime() > end) {
                throw new ProgramException("nginx: not listening\n" + process.errorOutput());
            }
        }
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.terminate();
        if (!process.waitFor(Duration.ofSeconds(5))) {
            process.kill();
        }
    }
}
