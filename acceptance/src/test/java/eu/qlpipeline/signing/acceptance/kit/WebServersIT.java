package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.mtls.ClientCredentials;
import eu.qlpipeline.signing.acceptance.mtls.Reaction;
import eu.qlpipeline.signing.acceptance.mtls.WebClient;
import eu.qlpipeline.signing.acceptance.web.Courses;
import eu.qlpipeline.signing.acceptance.web.KitFolder;
import eu.qlpipeline.signing.acceptance.web.WebServer;
import eu.qlpipeline.signing.acceptance.web.WebServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each web server of the kit: who is let in, and how it turns everybody else away. */
@ExtendWith(WithPipeline.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebServersIT {

    private static final String DECRYPT_ERROR = "alert decrypt_error (51)";

    private final Pipeline pipeline;
    private final Clients clients;
    private final WebClient client;
    private final Refusals refusals;
    private final Map<WebServers, WebServer> running = new EnumMap<>(WebServers.class);

    WebServersIT(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.clients = new Clients(pipeline);
        this.refusals = Refusals.of(pipeline);
        this.client = refusals.client();
    }

    @BeforeAll
    void startEach() {
        for (WebServers kind : WebServers.values()) {
            running.put(kind, kind.start(pipeline.processes(), pipeline.kit(), pipeline.folder("server")));
        }
    }

    @AfterAll
    void stopEach() {
        running.values().forEach(WebServer::close);
        clients.close();
    }

    @ParameterizedTest
    @EnumSource
    void letsInTheOwnerOfTheKey(WebServers kind) {
        assertThat(client.get(port(kind), Courses.PATH, clients.owner()))
                .isInstanceOfSatisfying(Reaction.Answered.class, answered -> {
                    assertThat(answered.protocol()).isEqualTo("TLSv1.3");
                    assertThat(answered.cipher()).isEqualTo("TLS_AES_256_GCM_SHA384");
                    assertThat(answered.status()).isEqualTo(200);
                    assertThat(answered.body()).isEqualTo(Courses.JSON);
                });
    }

    @ParameterizedTest
    @EnumSource
    void givesSigningFetchTheCoursesTwiceOverOneConnectionWithOneSignature(WebServers kind) {
        JsonObject report = new SigningFetch(pipeline)
                .twice(server(kind), Courses.PATH)
                .orThrow()
                .json();
        List<JsonObject> responses = report.getAsJsonArray("responses").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
        assertThat(responses).hasSize(2).allSatisfy(response -> {
            assertThat(response.get("status").getAsInt()).isEqualTo(200);
            assertThat(response.get("protocol").getAsString()).isEqualTo("TLSv1.3");
            assertThat(response.get("cipher").getAsString()).isEqualTo("TLS_AES_256_GCM_SHA384");
            assertThat(response.get("body").getAsString()).isEqualTo(Courses.JSON);
        });
        assertThat(responses)
                .extracting(response -> response.get("newConnection").getAsBoolean())
                .containsExactly(true, false);
        assertThat(report.get("signatures").getAsInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void showsTheOwnerOfTheKeyTheCoursesAlone(WebServers kind) {
        for (String path : List.of("/", "/api", "/api/courses2", "/api/courses/x")) {
            assertThat(client.get(port(kind), path, clients.owner()))
                    .isInstanceOfSatisfying(
                            Reaction.Answered.class,
                            answered -> assertThat(answered.status()).as(path).isIn(403, 404));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAClientWithoutACertificate(WebServers kind) {
        assertRefused(kind, "no certificate", ClientCredentials.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void refusesACertificateOfTheSameSubject(WebServers kind) {
        assertRefused(kind, "another certificate of the same subject, with its own key", clients.namesake());
    }

    @ParameterizedTest
    @EnumSource
    void refusesACertificateOfAForeignAuthority(WebServers kind) {
        assertRefused(kind, "a certificate of that subject by a foreign authority", clients.foreign());
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheCertificateWithASignatureByAnotherKey(WebServers kind) {
        assertRefused(kind, "`ql-pipeline.crt`, signed by another key", clients.thiefWithAnotherKey());
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheCertificateWithRandomBytesForASignature(WebServers kind) {
        assertRefused(kind, "`ql-pipeline.crt`, random bytes for a signature", clients.thiefWithoutAKey());
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheCertificateWithTheAnswerToAChallengeForASignature(WebServers kind) {
        assertRefused(
                kind, "`ql-pipeline.crt`, the answer to a challenge for a signature", clients.thiefWithAChallenge());
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheOwnerOfTheKeyOverTls12(WebServers kind) {
        Reaction reaction = client.downgraded().shakeHands(port(kind), clients.owner());
        assertThat(reaction).hasToString(refusals.expected(kind, "TLS 1.2, with the right key"));
    }

    @ParameterizedTest
    @EnumSource
    void refusesThePinnedCertificateOnceItHasExpired(WebServers kind) {
        KitFolder kit = pipeline.kit();
        kit.pin(clients.expiredCertificate());
        try (WebServer server = kind.start(pipeline.processes(), kit, pipeline.folder("expired"))) {
            refusals.assertRefused(server, kind, "the pinned certificate, expired", clients.expired());
        }
    }

    @Test
    void haproxyDoesNotGoOnAsRoot() throws IOException {
        long pid = server(WebServers.HAPROXY).running().pid();
        assertThat(Path.of("/proc/" + pid + "/status")).content().containsPattern("(?m)^Uid:\\s+[1-9]");
    }

    @Test
    void theDocumentNamesEveryFileOfTheKit() throws IOException {
        KitFolder kit = pipeline.kit();
        String document = Files.readString(pipeline.checkout().root().resolve("docs/provider-kit.md"));
        try (var files = Files.walk(kit.directory())) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> kit.directory().relativize(file).toString()))
                    .hasSize(23)
                    .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "JDK", mode = EnumSource.Mode.EXCLUDE)
    void answersAForgedSignatureWithDecryptError(WebServers kind) {
        assertThat(List.of(clients.thiefWithAnotherKey(), clients.thiefWithoutAKey()))
                .allSatisfy(thief ->
                        assertThat(client.shakeHands(port(kind), thief)).hasToString(DECRYPT_ERROR));
    }

    private void assertRefused(WebServers kind, String row, ClientCredentials credentials) {
        refusals.assertRefused(server(kind), kind, row, credentials);
    }

    private WebServer server(WebServers kind) {
        return Objects.requireNonNull(running.get(kind));
    }

    private int port(WebServers kind) {
        return server(kind).port();
    }
}
