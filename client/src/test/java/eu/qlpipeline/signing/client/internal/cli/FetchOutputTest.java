package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.internal.cli.fetch.SigningFetchMain;
import eu.qlpipeline.signing.client.jca.TestingWebServer;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of standard output where it is a file. */
@SuppressWarnings("NullAway.Init") // set before all tests
class FetchOutputTest {

    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final String WELCOME = "courses for CN=ql-pipeline.eu,O=Quality Link,C=EU";

    /** Little memory; the JVM says so on standard error. */
    private static final Map<String, String> SMALL = Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m");

    @TempDir
    private static Path directory;

    private static TestingAgent agent;
    private static TestingWebServer server;
    private static ProviderFiles files;

    @BeforeAll
    static void start() throws Exception {
        agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
        server = TestingWebServer.tls13(CERTIFICATE);
        files = ProviderFiles.write(directory, agent.tlsCertificate(), CERTIFICATE);
        TestingCertificates.write(directory, "server.crt", TestingCertificates.pem(TestingWebServer.certificate()));
    }

    @AfterAll
    static void stop() {
        server.close();
        agent.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"})
    void bodiesFollowEachOtherAlsoWhereStandardOutputIsNamedAsAFile(String name) throws Exception {
        String file = named(name);
        ProgramRun run = fetch(Redirect.to(out()), "-o", file, "-o", file, url(), url());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(WELCOME + WELCOME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"})
    void aBodyIsAddedToAFileThatStandardOutputIsAddedTo(String name) throws Exception {
        Files.writeString(out().toPath(), "earlier ");
        ProgramRun run = fetch(Redirect.appendTo(out()), "-o", named(name), url());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("earlier " + WELCOME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/stderr", "/dev/fd/2", "/proc/self/fd/2", "/proc/thread-self/fd/2"})
    void aBodyFollowsWhatIsOnStandardErrorWhereThatIsNamedAsAFile(String name) throws Exception {
        ProgramRun run = fetch(Redirect.to(out()), "-v", "-o", name, "-o", name, url(), url());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("* new connection to ")
                .containsPattern("(?s)< 200.*" + WELCOME + ".*< 200.*" + WELCOME + "\\* signatures: 1\n$")
                .doesNotContain("\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"})
    void standardOutputIsRefusedForABodyWhereTheObjectGoesThere(String name) throws Exception {
        ProgramRun run = fetch(Redirect.to(out()), "--json", "-o", named(name), url());
        assertThat(run.exitCode()).isEqualTo(2);
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(report.get("message").getAsString())
                .isEqualTo("output: " + named(name) + " (expected: another file, since --json prints there)");
        run.assertOneLineAndHints("signing-fetch: output: ");
    }

    /** DEL is six characters in JSON. */
    @Test
    void theObjectTakesNoMemoryBesideThatOfTheBodies() throws Exception {
        ProgramRun run = fetch(Redirect.to(out()), SMALL, "--json", "--repeat", "3", server.url("/large"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(report.getAsJsonArray("responses"))
                .hasSize(3)
                .allSatisfy(response -> assertThat(
                                response.getAsJsonObject().get("body").getAsString())
                        .hasSize(4 * 1024 * 1024));
    }

    @Test
    void bodiesThatDoNotFitIntoMemoryEndTheRunWithTheObject() throws Exception {
        ProgramRun run = fetch(Redirect.to(out()), SMALL, "--json", "--repeat", "64", server.url("/large"));
        assertThat(run.exitCode()).as(run.err()).isIn(2, 4);
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(report.get("exitCode").getAsInt()).isEqualTo(run.exitCode());
        assertThat(report.get("message").getAsString()).contains(": too large for the memory of this program");
        assertThat(report.getAsJsonArray("responses")).isNotEmpty().hasSizeLessThan(64);
        assertThat(run.err()).contains("\nsigning-fetch: ", "\nhint: ").doesNotContain("OutOfMemoryError");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version"})
    void saysThatItCannotBeWritten(String option) throws Exception {
        for (Class<?> main : List.of(SigningFetchMain.class, SigningVerifierMain.class)) {
            Process process =
                    ProgramRun.started(main, Redirect.to(new File("/dev/full")), directory, Map.of(), List.of(option));
            Files.writeString(out().toPath(), "");
            ProgramRun run = ProgramRun.ended(process, directory);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .contains(
                            ": standard output: cannot be written (expected: all of it)\nhint: look at where it goes");
        }
    }

    @Test
    void saysWhyWhatItPrintsCannotBeWritten() throws Exception {
        for (List<String> arguments : List.of(List.of(url()), List.of("--json", url()))) {
            Files.writeString(out().toPath(), "");
            ProgramRun run = fetch(Redirect.to(new File("/dev/full")), arguments.toArray(String[]::new));
            assertThat(run.exitCode()).isEqualTo(2);
            run.assertOneLineAndHints("signing-fetch: standard output: not writable: no space left on device\n");
            assertThat(run.err()).doesNotContain("--help");
        }
    }

    @Test
    void aFileOfThatNameIsAFile() throws Exception {
        Path file = directory.resolve("1");
        ProgramRun run = fetch(Redirect.to(out()), "-o", file.toString(), url());
        assertThat(run.out()).isEmpty();
        assertThat(file).hasContent(WELCOME);
    }

    private static String named(String name) throws Exception {
        Path link = directory.resolve("link");
        if (!Files.isSymbolicLink(link)) {
            Files.createSymbolicLink(link, Path.of("/dev/stdout"));
        }
        return name.equals("link") ? link.toString() : name;
    }

    private static String url() {
        return server.url("/api/courses");
    }

    private static File out() {
        return directory.resolve("out").toFile();
    }

    private static ProgramRun fetch(Redirect out, String... arguments) throws Exception {
        return fetch(out, Map.of(), arguments);
    }

    private static ProgramRun fetch(Redirect out, Map<String, String> environment, String... arguments)
            throws Exception {
        List<String> all = new ArrayList<>(List.of(files.asking(
                agent.address().toString(),
                "--signing-certificate",
                files.file("ql-pipeline.crt"),
                "--cacert",
                files.file("server.crt"))));
        all.addAll(List.of(arguments));
        return ProgramRun.ended(
                ProgramRun.started(SigningFetchMain.class, out, directory, environment, all), directory);
    }
}
