package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.mtls.Reaction;
import eu.qlpipeline.signing.acceptance.mtls.WebClient;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.web.Courses;
import eu.qlpipeline.signing.acceptance.web.KitFolder;
import eu.qlpipeline.signing.acceptance.web.WebServer;
import eu.qlpipeline.signing.acceptance.web.WebServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is the Java server's own affair. */
@ExtendWith(WithPipeline.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoursesServerIT {

    private static final String FILE = "servers/CoursesServer.java";
    private static final int STRANGERS = 100;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final byte BEGINNING_OF_A_RECORD = 0x16;

    private final Pipeline pipeline;
    private final Clients clients;
    private final KitFolder kit;
    private final Echo echo = new Echo();
    private final WebServer server;
    private final WebClient client;
    private final List<Socket> strangers = new ArrayList<>();

    CoursesServerIT(Pipeline pipeline) throws IOException {
        this.pipeline = pipeline;
        this.clients = new Clients(pipeline);
        this.client = WebClient.trusting(pipeline.server().certificate());
        this.kit = pipeline.kit();
        // The strangers' time must not be up before the owner of the key has come, however slow the machine is.
        replace(kit.file(FILE), "maxReqTime\", \"10\"", "maxReqTime\", \"600\"");
        replace(kit.file(FILE), pipeline.coursesAddress(), echo.address());
        this.server = WebServers.JDK.start(pipeline.processes(), kit, pipeline.folder("server"));
    }

    @AfterAll
    void close() throws IOException {
        for (Socket stranger : strangers) {
            stranger.close();
        }
        server.close();
        echo.close();
        clients.close();
    }

    /** Each of them has a thread until its time is up. */
    @Test
    void servesTheOwnerOfTheKeyBesideStrangersThatSayNothing() throws IOException {
        for (int i = 0; i < STRANGERS; i++) {
            var stranger = new Socket(InetAddress.getLoopbackAddress(), server.port());
            strangers.add(stranger);
            stranger.getOutputStream().write(BEGINNING_OF_A_RECORD);
        }
        assertThat(client.get(server.port(), Courses.PATH, clients.owner())).hasToString("HTTP 200");
    }

    @Test
    void answersHeadWithoutAWarning() {
        Reaction.Answered answered = send("HEAD /api/courses HTTP/1.0");
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.body()).isEmpty();
        assertThat(answered.headers()).contains("Etag: HEAD /api/courses");
        assertThat(server.running().errorOutput()).isEmpty();
    }

    @Test
    void putsTheQuestionThatWasAsked() {
        Reaction.Answered answered =
                send("GET /api/courses?page=2&name=a%26b HTTP/1.0", "Accept: application/xml", "If-None-Match: \"1\"");
        assertThat(answered.status()).isEqualTo(200);
        assertThat(answered.body()).isEqualTo("GET /api/courses?page=2&name=a%26b [application/xml] [\"1\"]");
        assertThat(answered.headers()).contains("Content-type: text/plain", "Etag: " + answered.body());
    }

    @Test
    void handsOnNoOtherHeader() {
        Reaction.Answered answered = send(
                "GET /api/courses?headers HTTP/1.0",
                "Accept: application/xml",
                "If-None-Match: \"1\"",
                "Authorization: Basic eDp5",
                "Cookie: a=b",
                "X-Forwarded-For: 10.0.0.1");
        assertThat(answered.body()).isEqualTo("Accept Content-length Host If-none-match User-agent");
    }

    @Test
    void saysOfNoAnswerWhatTheProgramBehindItDoesNot() {
        Reaction.Answered answered = send("GET /api/courses?status=304 HTTP/1.0");
        assertThat(answered.status()).isEqualTo(304);
        assertThat(answered.body()).isEmpty();
        assertThat(answered.headers()).noneMatch(header -> header.startsWith("Content-type"));
    }

    @Test
    void refusesWhatChangesSomething() {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            Reaction.Answered answered = send(method + " /api/courses HTTP/1.0");
            assertThat(answered.status()).as(method).isEqualTo(405);
            assertThat(answered.headers()).contains("Allow: GET, HEAD");
        }
    }

    private Reaction.Answered send(String... lines) {
        return (Reaction.Answered) client.send(server.port(), clients.owner(), lines);
    }

    @Test
    void saysHowToMakeAKeyThatItCanRead() throws IOException {
        Path folder = pipeline.folder("key");
        Path key = folder.resolve("provider.key");
        Path trusted = kit.directory().resolveSibling("provider.crt.key");
        Files.writeString(key, Files.readString(trusted).replace("PRIVATE KEY", "EC PRIVATE KEY"));
        Path file = Files.copy(kit.file(FILE), folder.resolve("CoursesServer.java"));
        replace(file, trusted.toString(), key.toString());
        replace(file, "(" + server.port() + ")", "(0)");
        Program program = Program.of(
                folder, Path.of(System.getProperty("java.home"), "bin", "java").toString(), file.toString());
        Outcome outcome = pipeline.processes().run(program, DEADLINE);
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.err())
                .isEqualTo("%1$s: not a key in PKCS#8 PEM, not encrypted (expected: that)%n".formatted(key)
                        + "hint: openssl pkcs8 -topk8 -nocrypt -in %1$s -out NEW%n".formatted(key));
    }

    private static void replace(Path file, String text, String by) throws IOException {
        String before = Files.readString(file);
        assertThat(before).contains(text);
        Files.writeString(file, before.replace(text, by));
    }
}
