package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.mtls.WebClient;
import eu.qlpipeline.signing.acceptance.web.Courses;
import eu.qlpipeline.signing.acceptance.web.KitFolder;
import eu.qlpipeline.signing.acceptance.web.WebServer;
import eu.qlpipeline.signing.acceptance.web.WebServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers of the kit in a process that has other servers, with settings of their own, which must let nobody else in. */
@ExtendWith(WithPipeline.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NeighboursIT {

    private final Pipeline pipeline;
    private final Clients clients;
    private final WebClient client;

    NeighboursIT(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.clients = new Clients(pipeline);
        this.client = WebClient.trusting(pipeline.server().certificate());
    }

    @AfterAll
    void close() {
        clients.close();
    }

    /** Their client names no server in its handshake, so that the first server of the port verifies its certificate. */
    @Test
    void nginxRefusesWhomANeighbourOnItsPortLetsIn() {
        KitFolder kit = pipeline.kit();
        Path folder = withNeighbour(nginx(kit, "TLSv1.3", clients.foreignAuthority()));
        try (WebServer server = WebServers.NGINX.start(pipeline.processes(), kit, folder)) {
            assertThat(client.getFrom("students.example", server.port(), Courses.PATH, clients.foreign()))
                    .hasToString("HTTP 204");
            assertThat(client.get(server.port(), Courses.PATH, clients.foreign()))
                    .hasToString("HTTP 403");
        }
    }

    /** The first server of the port has the say in which protocols there are. */
    @Test
    void nginxRefusesTls12WhereANeighbourOnItsPortSpeaksIt() {
        KitFolder kit = pipeline.kit();
        kit.pin(pipeline.anotherKey().certificatePem());
        Path folder = withNeighbour(
                nginx(kit, "TLSv1.2 TLSv1.3", pipeline.anotherKey().certificatePem()));
        try (WebServer server = WebServers.NGINX.start(pipeline.processes(), kit, folder)) {
            assertThat(client.get(server.port(), Courses.PATH, clients.namesake()))
                    .hasToString("HTTP 200");
            assertThat(client.downgraded().get(server.port(), Courses.PATH, clients.namesake()))
                    .hasToString("HTTP 403");
        }
    }

    /** What the whole of Apache trusts is trusted by each of its hosts beside what that names. */
    @Test
    void apacheRefusesWhomTheRestOfItTrusts() throws IOException {
        KitFolder kit = pipeline.kit();
        Path trusted = pipeline.folder("trusted");
        Files.copy(clients.foreignAuthority(), trusted.resolve("authority.pem"));
        pipeline.openSsl().run("rehash", trusted.toString()).orThrow();
        Path folder = withNeighbour("SSLCACertificatePath " + trusted + "\n");
        try (WebServer server = WebServers.APACHE.start(pipeline.processes(), kit, folder)) {
            assertThat(client.get(server.port(), Courses.PATH, clients.owner())).hasToString("HTTP 200");
            assertThat(client.get(server.port(), Courses.PATH, clients.foreign()))
                    .hasToString("HTTP 403");
        }
    }

    private String nginx(KitFolder kit, String protocols, Path trusted) {
        return """
                server {
                    listen %s ssl default_server;
                    server_name students.example;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    ssl_protocols %s;
                    ssl_client_certificate %s;
                    ssl_verify_client on;
                    return 204;
                }
                """.formatted(
                kit.port(), pipeline.server().certificate(), pipeline.server().key(), protocols, trusted);
    }

    private Path withNeighbour(String settings) {
        try {
            Path folder = pipeline.folder("shared");
            Files.writeString(
                    Files.createDirectory(folder.resolve("neighbours")).resolve("neighbour.conf"), settings);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
