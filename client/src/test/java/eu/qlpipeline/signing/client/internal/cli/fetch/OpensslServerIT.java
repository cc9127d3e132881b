package eu.qlpipeline.signing.client.internal.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.jca.TestingWebServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program logs in to OpenSSL's server, a verifier that is not the JDK's. */
class OpensslServerIT {

    private static final Path JAR = Path.of("target", "signing-verifier.jar").toAbsolutePath();
    private static final Pattern ACCEPT = Pattern.compile("ACCEPT .*:([0-9]+)");
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"})
    void opensslSeesPssWithSha256AndASaltOf32Bytes(String cipherSuite) throws Exception {
        try (var agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
                var server = start("-tls1_3", "-ciphersuites", cipherSuite, "-client_sigalgs", "rsa_pss_rsae_sha256")) {
            Output fetched = fetch(agent, server, "--json");

            assertThat(fetched.exitCode()).as(fetched.text()).isZero();
            var response = JsonParser.parseString(fetched.text())
                    .getAsJsonObject()
                    .getAsJsonArray("responses")
                    .get(0)
                    .getAsJsonObject();
            assertThat(response.get("cipher").getAsString()).isEqualTo(cipherSuite);
            // OpenSSL takes rsa_pss_rsae_sha256 with a salt as long as the digest, 32 bytes, and with no other.
            assertThat(response.get("body").getAsString())
                    .contains("Peer signature type: RSA-PSS", "Peer signing digest: SHA256")
                    .contains("Verify return code: 0 (ok)");
            assertThat(agent.tlsRequests()).hasSize(1);
        }
    }

    @Test
    void opensslRefusesAnotherCertificateWithAnAlert() throws Exception {
        X509Certificate other = TestingCertificates.pipeline(TestingKeys.stranger());
        try (var agent = TestingAgent.signingTls(TestingKeys.stranger(), other);
                var server = start()) {
            Files.writeString(directory.resolve("ql-pipeline.crt"), TestingCertificates.pem(other));
            Output fetched = fetch(agent, server);
            assertThat(fetched.exitCode()).as(fetched.text()).isNotZero();
        }
    }

    @Test
    void aServerOfTls12IsRefused() throws Exception {
        try (var agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
                var server = start("-no_tls1_3")) {
            Output fetched = fetch(agent, server);
            assertThat(fetched.exitCode()).isEqualTo(1);
            assertThat(fetched.text()).contains("protocol_version", "it wants TLS 1.3");
            assertThat(agent.tlsRequests()).isEmpty();
        }
    }

    private Openssl start(String... more) throws IOException {
        file("server.crt", TestingCertificates.pem(TestingWebServer.certificate()));
        file("server.key", TestingCertificates.pem(TestingWebServer.key().getPrivate()));
        file("client.crt", TestingCertificates.pem(CERTIFICATE));
        file("ql-pipeline.crt", TestingCertificates.pem(CERTIFICATE));
        List<String> command = new ArrayList<>(List.of("openssl", "s_server", "-accept", "127.0.0.1:0"));
        command.addAll(List.of("-cert", "server.crt", "-key", "server.key", "-CAfile", "client.crt"));
        command.addAll(List.of("-Verify", "1", "-verify_return_error", "-www"));
        command.addAll(List.of(more));
        Path log = directory.resolve("server.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ACCEPT.matcher(Files.readString(log)).find());
        Matcher accept = ACCEPT.matcher(Files.readString(log));
        assertThat(accept.find()).isTrue();
        return new Openssl(process, log, Integer.parseInt(accept.group(1)));
    }

    private Output fetch(TestingAgent agent, Openssl server, String... more) throws Exception {
        file("agent-tls.crt", TestingCertificates.pem(agent.tlsCertificate()));
        file("pipeline.crt", TestingCertificates.pem(TestingAgent.PROVIDER));
        file("pipeline.key", TestingCertificates.pem(TestingAgent.PROVIDER_KEY.getPrivate()));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command =
                new ArrayList<>(List.of(java.toString(), "-cp", JAR.toString(), SigningFetchMain.class.getName()));
        command.addAll(List.of("--agent", agent.address().toString(), "--agent-certificate", "agent-tls.crt"));
        command.addAll(List.of("--certificate", "pipeline.crt", "--key", "pipeline.key"));
        command.addAll(List.of("--signing-certificate", "ql-pipeline.crt", "--cacert", "server.crt"));
        command.addAll(List.of("--resolve", "courses.example:" + server.port() + ":127.0.0.1"));
        command.addAll(List.of(more));
        command.add("https://courses.example:" + server.port() + "/");
        File out = Files.createTempFile(directory, "fetch", ".out").toFile();
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("process: still running after 2 minutes: " + command);
        }
        String text = Files.readString(out.toPath(), StandardCharsets.UTF_8);
        return new Output(process.exitValue(), text.replaceAll("(?m)^(WARNING|SLF4J).*\n", ""));
    }

    private void file(String name, String text) {
        if (!Files.exists(directory.resolve(name))) {
            assertThat(TestingCertificates.write(directory, name, text)).isRegularFile();
        }
    }

    private record Output(int exitCode, String text) {}

    private record Openssl(Process process, Path log, int port) implements AutoCloseable {
        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
