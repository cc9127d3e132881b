package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is the Java server's own affair. */
@ExtendWith(WithPipeline.class)
class CoursesServerIT {

    private static final int STRANGERS = 100;
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final byte BEGINNING_OF_A_RECORD = 0x16;

    private final Pipeline pipeline;
    private final Clients clients;
    private final KitFolder kit;
    private final List<Socket> strangers = new ArrayList<>();

    CoursesServerIT(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.clients = new Clients(pipeline);
        this.kit = pipeline.kit();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket stranger : strangers) {
            stranger.close();
        }
        clients.close();
    }

    /** Each of them has a thread until its time is up. */
    @Test
    void servesTheOwnerOfTheKeyBesideStrangersThatSayNothing() throws IOException {
        try (WebServer server = start()) {
            for (int i = 0; i < STRANGERS; i++) {
                var stranger = new Socket(InetAddress.getLoopbackAddress(), server.port());
                strangers.add(stranger);
                stranger.getOutputStream().write(BEGINNING_OF_A_RECORD);
            }
            Reaction reaction = client().get(server.port(), Courses.PATH, clients.owner());
            assertThat(reaction).hasToString("HTTP 200");
            for (Socket stranger : strangers) {
                stranger.setSoTimeout(1);
                assertThatExceptionOfType(SocketTimeoutException.class)
                        .as("a stranger whose time is not up")
                        .isThrownBy(() -> stranger.getInputStream().read());
            }
        }
    }

    @Test
    void answersHeadWithoutAWarning() {
        try (WebServer server = start()) {
            assertThat(client().head(server.port(), Courses.PATH, clients.owner()))
                    .isInstanceOfSatisfying(
                            Reaction.Answered.class,
                            answered -> assertThat(answered.status() + answered.body())
                                    .isEqualTo("200"));
            assertThat(server.running().errorOutput()).isEmpty();
        }
    }

    @Test
    void saysHowToMakeAKeyThatItCanRead() throws IOException {
        Path key = kit.directory().resolveSibling("provider.crt.key");
        Files.writeString(key, Files.readString(key).replace("PRIVATE KEY", "EC PRIVATE KEY"));
        Program server = Program.of(
                pipeline.folder("server"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                kit.file("servers/CoursesServer.java").toString());
        Outcome outcome = pipeline.processes().run(server, DEADLINE);
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.err())
                .isEqualTo("%1$s: not a key in PKCS#8 PEM, not encrypted (expected: that)%n".formatted(key)
                        + "hint: openssl pkcs8 -topk8 -nocrypt -in %1$s -out NEW%n".formatted(key));
    }

    private WebServer start() {
        return WebServers.JDK.start(pipeline.processes(), kit, pipeline.folder("server"));
    }

    private WebClient client() {
        return WebClient.trusting(pipeline.server().certificate());
    }
}
