package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.mtls.ClientCredentials;
import eu.qlpipeline.signing.acceptance.mtls.WebClient;
import eu.qlpipeline.signing.acceptance.web.Courses;
import eu.qlpipeline.signing.acceptance.web.KitFolder;
import eu.qlpipeline.signing.acceptance.web.WebServer;
import eu.qlpipeline.signing.acceptance.web.WebServers;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each web server of the kit while QL-Pipeline goes over from one key to another: it lets in both, and nobody else. */
@ExtendWith(WithPipeline.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BothKeysIT {

    private final Pipeline pipeline;
    private final Clients clients;
    private final Caller successor;
    private final Refusals refusals;
    private final WebClient client;

    BothKeysIT(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.clients = new Clients(pipeline);
        this.successor = pipeline.callSuccessor();
        this.refusals = Refusals.of(pipeline);
        this.client = refusals.client();
    }

    @AfterAll
    void close() {
        successor.close();
        clients.close();
    }

    @ParameterizedTest
    @EnumSource
    void theKitOfTheFirstKeyLetsInBoth(WebServers kind) {
        assertLetsInBothAndNobodyElse(kind, pipeline.kitBeforeTheChange());
    }

    @ParameterizedTest
    @EnumSource
    void theKitOfTheOtherKeyLetsInBoth(WebServers kind) {
        assertLetsInBothAndNobodyElse(kind, pipeline.kitAfterTheChange());
    }

    @ParameterizedTest
    @EnumSource
    void theKitOfOneKeyRefusesTheOther(WebServers kind) {
        try (WebServer server = kind.start(pipeline.processes(), pipeline.kit(), pipeline.folder("one-key"))) {
            assertThat(client.get(server.port(), Courses.PATH, clients.owner())).hasToString("HTTP 200");
            refusals.assertRefused(
                    server,
                    kind,
                    "another certificate of the same subject, with its own key",
                    clients.successor(successor));
        }
    }

    @Test
    void theDocumentNamesEveryFileOfSuchAKit() throws IOException {
        KitFolder kit = pipeline.kitBeforeTheChange();
        String document = Files.readString(pipeline.checkout().root().resolve("docs/provider-kit.md"));
        try (var files = Files.walk(kit.directory())) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> kit.directory().relativize(file).toString()))
                    .hasSize(26)
                    .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
        }
    }

    private void assertLetsInBothAndNobodyElse(WebServers kind, KitFolder kit) {
        try (WebServer server = kind.start(pipeline.processes(), kit, pipeline.folder("both-keys"))) {
            assertThat(client.get(server.port(), Courses.PATH, clients.owner())).hasToString("HTTP 200");
            assertThat(client.get(server.port(), Courses.PATH, clients.successor(successor)))
                    .hasToString("HTTP 200");

            refusals.assertRefused(server, kind, "no certificate", ClientCredentials.NONE);
            refusals.assertRefused(
                    server, kind, "another certificate of the same subject, with its own key", clients.namesake());
            refusals.assertRefused(
                    server, kind, "a certificate of that subject by a foreign authority", clients.foreign());
            refusals.assertRefused(
                    server, kind, "`ql-pipeline.crt`, signed by another key", clients.thiefWithAnotherKey());
            refusals.assertRefused(
                    server, kind, "`ql-pipeline.crt`, signed by another key", clients.thiefOfTheSuccessor());
        }
    }
}
