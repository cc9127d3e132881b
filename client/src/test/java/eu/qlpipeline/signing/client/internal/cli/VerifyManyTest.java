package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.rpc.Code;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.v1.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code verify --count} where challenges fail. */
class VerifyManyTest {

    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());

    @TempDir
    private Path directory;

    @Test
    void saysHowManyWereAskedForAndWhyItFailedWhereTheAgentIsAway() throws Exception {
        TestingAgent gone = TestingAgent.start(asked -> Optional.empty());
        gone.close();
        CommandRun run = verify(gone, "--count", "3000", "--in-flight", "16", "--json");
        assertThat(run.exitCode()).isEqualTo(3);
        JsonObject summary = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(summary.get("verified").getAsBoolean()).isFalse();
        assertThat(summary.get("count").getAsInt()).isEqualTo(3000);
        assertThat(summary.get("accepted").getAsInt()).isZero();
        assertThat(summary.get("reason").getAsString()).isEqualTo("AGENT_UNAVAILABLE");
        assertThat(summary.get("message").getAsString())
                .isEqualTo("agent " + gone.address() + ": UNAVAILABLE: Connection refused");
        assertThat(run.err())
                .startsWith("signing-verifier: unreachable: "
                        + summary.get("message").getAsString());
        assertThat(verify(gone, "--count", "3000").out()).startsWith("verified: 0 of 3000 in ");
    }

    @Test
    void saysSomethingOfAConnectionThatIsClosed() throws Exception {
        TestingAgent gone = TestingAgent.start(asked -> Optional.empty());
        gone.close();
        try (var closing = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            var thread = new Thread(() -> closeAll(closing));
            thread.start();
            ProviderFiles files = ProviderFiles.write(directory, gone.tlsCertificate(), CERTIFICATE);
            trust();
            CommandRun run = run(files.asking("127.0.0.1:" + closing.getLocalPort(), "verify", "--count", "9"));
            assertThat(run.err()).contains(": UNAVAILABLE: ").doesNotContain("no further word");
        }
    }

    private static void closeAll(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void whatTheAgentSaysSteersNoTerminalInAStackTraceEither() throws Exception {
        try (var agent = TestingAgent.refusing(
                Code.UNAVAILABLE, Reason.REASON_AUDIT_BLOCKED, "\u001b]0;title\u0007\u001b[2J evil")) {
            assertThat(verify(agent, "--debug").err())
                    .contains("?]0;title?[2J evil", "\n\tat ")
                    .doesNotContainPattern("[\\p{C}&&[^\n\t]]");
        }
    }

    @Test
    void saysWhyTheAgentRefused() throws Exception {
        try (var agent = TestingAgent.refusing(Code.UNAVAILABLE, Reason.REASON_AUDIT_BLOCKED, "audit: full")) {
            CommandRun run = verify(agent, "--count", "5", "--json");
            JsonObject summary = JsonParser.parseString(run.out()).getAsJsonObject();
            assertThat(summary.get("reason").getAsString()).isEqualTo("AGENT_REFUSED");
            assertThat(summary.get("agentReason").getAsString()).isEqualTo("AUDIT_BLOCKED");
            assertThat(summary.get("message").getAsString()).endsWith("AUDIT_BLOCKED: audit: full");
            assertThat(summary.getAsJsonObject("failed")
                            .get("AGENT_REFUSED:AUDIT_BLOCKED")
                            .getAsInt())
                    .isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--in-flight", "--connections"})
    void asksNobodyWhereAnOptionForManyIsGivenForOne(String option) throws Exception {
        try (var agent = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE)) {
            CommandRun run = verify(agent, option, "2");
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains(": given for one challenge (expected: with --count N)\nhint: add --count N");
            assertThat(agent.challenges()).isZero();
            assertThat(verify(agent, option, "2", "--count", "1").exitCode()).isZero();
        }
    }

    private CommandRun verify(TestingAgent agent, String... options) throws Exception {
        ProviderFiles files = ProviderFiles.write(directory, agent.tlsCertificate(), CERTIFICATE);
        trust();
        String[] first = new String[options.length + 1];
        first[0] = "verify";
        System.arraycopy(options, 0, first, 1, options.length);
        return run(files.asking(agent.address().toString(), first));
    }

    private void trust() throws Exception {
        TrustStore.at(directory.resolve("trusted"))
                .add(directory.resolve("ql-pipeline.crt"), CertificateFingerprint.of(CERTIFICATE));
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(
                Map.of("SIGNING_VERIFIER_TRUST", directory.resolve("trusted").toString()),
                Clock.systemUTC(),
                arguments);
    }
}
