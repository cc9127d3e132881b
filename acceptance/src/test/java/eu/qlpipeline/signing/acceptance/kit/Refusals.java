package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.mtls.ClientCredentials;
import eu.qlpipeline.signing.acceptance.mtls.Reaction;
import eu.qlpipeline.signing.acceptance.mtls.WebClient;
import eu.qlpipeline.signing.acceptance.web.Courses;
import eu.qlpipeline.signing.acceptance.web.WebServer;
import eu.qlpipeline.signing.acceptance.web.WebServers;

/**
 * How a web server of the kit turns clients away, held against the table in docs/provider-kit.md.
 *
 * @param client the client that comes
 * @param documented that table
 */
record Refusals(WebClient client, ReactionTable documented) {

    static Refusals of(Pipeline pipeline) {
        return new Refusals(
                WebClient.trusting(pipeline.server().certificate()),
                ReactionTable.read(pipeline.checkout().root().resolve("docs/provider-kit.md")));
    }

    /** What the table says of a server in one of its rows. */
    String expected(WebServers kind, String row) {
        return documented.cell(row, column(kind));
    }

    void assertRefused(WebServer server, WebServers kind, String row, ClientCredentials credentials) {
        String expected = expected(kind, row);
        assertThat(expected).doesNotContain("HTTP 2");
        Reaction reaction = expected.startsWith("HTTP")
                ? client.get(server.port(), Courses.PATH, credentials)
                : client.shakeHands(server.port(), credentials);
        assertThat(reaction).hasToString(expected);
    }

    /** The JDK's server learned to send its alerts. */
    private static String column(WebServers kind) {
        if (kind != WebServers.JDK) {
            return kind.toString();
        }
        return Runtime.version().feature() >= 25 ? "Java 25" : "Java 17";
    }
}
