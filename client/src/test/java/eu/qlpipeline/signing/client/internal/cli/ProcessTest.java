package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.internal.cli.fetch.SigningFetchMain;
import eu.qlpipeline.signing.client.jca.TestingWebServer;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to the process of a program: its log, its locale, its signals. */
@SuppressWarnings("NullAway.Init") // set before all tests
class ProcessTest {

    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());

    @TempDir
    private static Path directory;

    private static ProviderFiles files;

    @BeforeAll
    static void prepare() throws Exception {
        files = ProviderFiles.write(directory, TestingAgent.PROVIDER, CERTIFICATE);
        TrustStore.at(directory.resolve("trusted"))
                .add(directory.resolve("ql-pipeline.crt"), CertificateFingerprint.of(CERTIFICATE));
    }

    @Test
    void aVerifierSaysInOneLineThatTheNameOfAnAgentDoesNotResolve() throws Exception {
        String[] arguments = files.asking("nosuch.invalid:18443", "verify", "--trust-store", files.file("trusted"));
        ProgramRun run = ProgramRun.of(SigningVerifierMain.class, directory, Map.of(), arguments);
        run.assertOneLineAndHints("signing-verifier: unreachable: agent nosuch.invalid:18443: ");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void aFetchSaysInOneLineThatTheNameOfTheAgentDoesNotResolve() throws Exception {
        try (var server = TestingWebServer.tls13(CERTIFICATE)) {
            TestingCertificates.write(directory, "server.crt", TestingCertificates.pem(TestingWebServer.certificate()));
            String[] arguments = files.asking(
                    "nosuch.invalid:18443",
                    "--signing-certificate",
                    files.file("ql-pipeline.crt"),
                    "--cacert",
                    files.file("server.crt"),
                    server.url("/api/courses"));
            ProgramRun run = ProgramRun.of(SigningFetchMain.class, directory, Map.of(), arguments);
            run.assertOneLineAndHints("signing-fetch: unreachable: agent nosuch.invalid:18443: ");
            assertThat(run.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void saysThatTheLocaleCannotNameAFile() throws Exception {
        ProgramRun run = ProgramRun.of(
                SigningVerifierMain.class,
                directory,
                Map.of("LC_ALL", "C"),
                "trust",
                "list",
                "--trust-store",
                "d\u00e9");
        run.assertOneLineAndHints("signing-verifier: Invalid value for option '--trust-store': d");
        assertThat(run.err()).contains("this locale cannot name that file (expected: such as LC_ALL=C.UTF-8)\n");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void makesAStoreThatOthersCannotWriteWhateverTheUmask() throws Exception {
        ProgramRun run = ProgramRun.of(
                SigningVerifierMain.class,
                directory,
                Map.of(),
                "trust",
                "add",
                files.file("ql-pipeline.crt"),
                "--fingerprint",
                CertificateFingerprint.of(CERTIFICATE).toString(),
                "--trust-store",
                files.file("made"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        Path made = directory.resolve("made");
        Path file = made.resolve(CertificateFingerprint.of(CERTIFICATE).hex() + ".pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwxr-xr-x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void sumsUpWhatItHasWhereASignalEndsIt() throws Exception {
        try (var agent = TestingAgent.start(asked -> Optional.empty())) {
            ProviderFiles.write(directory, agent.tlsCertificate(), CERTIFICATE);
            Process process = ProgramRun.started(
                    SigningVerifierMain.class,
                    directory,
                    Map.of(),
                    files.asking(
                            agent.address().toString(),
                            "verify",
                            "--json",
                            "--count",
                            "7",
                            "--deadline",
                            "60s",
                            "--trust-store",
                            files.file("trusted")));
            await().until(() -> agent.challenges() > 0);
            process.destroy();
            ProgramRun run = ProgramRun.ended(process, directory);
            JsonObject summary = JsonParser.parseString(run.out()).getAsJsonObject();
            assertThat(summary.get("count").getAsInt()).isEqualTo(7);
            assertThat(summary.get("accepted").getAsInt()).isZero();
            assertThat(summary.get("verified").getAsBoolean()).isFalse();
            assertThat(summary.get("reason").getAsString()).isEqualTo("INTERRUPTED");
            assertThat(run.exitCode()).isEqualTo(128 + 15);
        }
    }
}
