package eu.qlpipeline.signing.client.jca;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.client.AgentAddress;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.ClientIdentity;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the example of the documentation. */
class DocumentedExampleTest {

    private static final Path GUIDE = Path.of("..", "docs", "tls.md");
    private static final String SOURCES = "java/eu/qlpipeline/signing/client/jca/";

    private final AgentAddress address;
    private final X509Certificate agentCertificate;
    private final ClientIdentity identity;
    private final X509Certificate signingCertificate = TestingCertificates.pipeline(TestingKeys.signer());
    private final X509TrustManager serverTrust = TestingWebServer.trust();
    private final TestingAgent testingAgent = TestingAgent.signingTls(TestingKeys.signer(), signingCertificate);

    DocumentedExampleTest() throws Exception {
        address = testingAgent.address();
        agentCertificate = testingAgent.tlsCertificate();
        identity = ClientIdentity.of(TestingAgent.PROVIDER, TestingAgent.PROVIDER_KEY.getPrivate());
    }

    @Test
    void logsIn() throws Exception {
        try (testingAgent;
                var server = TestingWebServer.tls13(signingCertificate)) {
            HttpResponse<String> answer = example(server.url("/api/courses"));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("courses for CN=ql-pipeline.eu,O=Quality Link,C=EU");
        }
    }

    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of(GUIDE, Pattern.compile("(?s)```java\n(.*?)```")),
                Arguments.of(
                        Path.of("src", "main", SOURCES + "package-info.java"),
                        Pattern.compile("(?s)<pre>\\{@code\n(.*?) \\* }</pre>")));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isTheOneThatIsDocumented(Path document, Pattern block) throws IOException {
        testingAgent.close();
        String example = block.matcher(Files.readString(document))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("example: none in " + document));
        String own = squeezed(Files.readString(Path.of("src", "test", SOURCES + "DocumentedExampleTest.java")));
        List<String> lines = example.lines()
                .map(line -> line.replaceFirst("^ \\* ", "").strip())
                .toList();
        assertThat(lines).hasSize(9).allSatisfy(line -> assertThat(own).contains(squeezed(line)));
    }

    private static String squeezed(String code) {
        return code.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    @SuppressWarnings("SystemOut") // as in the documentation
    private HttpResponse<String> example(String url) throws Exception {
        Security.addProvider(new RemoteKeyProvider()); // once, and last
        try (AgentClient agent = AgentClient.connect(address, agentCertificate, identity, Duration.ofSeconds(10))) {
            RemotePrivateKey key = RemotePrivateKey.of(agent, signingCertificate);
            SSLContext tls =
                    RemoteKeys.sslContext(key, serverTrust); // without serverTrust: the servers that the JDK trusts
            HttpClient http = HttpClient.newBuilder().sslContext(tls).build();
            HttpRequest courses = HttpRequest.newBuilder(URI.create(url)).build();
            HttpResponse<String> answer = http.send(courses, HttpResponse.BodyHandlers.ofString());
            System.out.println(answer.statusCode() + " " + answer.body());
            return answer;
        }
    }
}
