package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingBoundSigner;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} in bound mode, with one challenge and with many. */
class VerifyBoundTest {

    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final TestingBoundSigner SIGNER =
            new TestingBoundSigner(TestingKeys.signer(), CERTIFICATE, new Audience("provider-a.example"));

    @TempDir
    private static Path directory;

    @BeforeAll
    static void trust() {
        Path file = TestingCertificates.write(directory, "ql-pipeline.crt", TestingCertificates.pem(CERTIFICATE));
        TestingCertificates.write(directory, "provider.crt", TestingCertificates.pem(TestingAgent.PROVIDER));
        TestingCertificates.write(
                directory, "provider.key", TestingCertificates.pem(TestingAgent.PROVIDER_KEY.getPrivate()));
        CommandRun added = run(
                "trust",
                "add",
                file.toString(),
                "--fingerprint",
                CertificateFingerprint.of(CERTIFICATE).toString(),
                "--mode",
                "bound",
                "--audience",
                "provider-a.example");
        assertThat(added.exitCode()).as(added.err()).isZero();
    }

    @Test
    void takesModeAndAudienceAsTheyAreStored() {
        try (var agent = TestingAgent.honest(SIGNER)) {
            CommandRun run = verify(agent, "--json");
            assertThat(run.exitCode()).as(run.err()).isZero();
            JsonObject verdict = JsonParser.parseString(run.out()).getAsJsonObject();
            assertThat(verdict.get("verified").getAsBoolean()).isTrue();
            assertThat(verdict.get("audience").getAsString()).isEqualTo("provider-a.example");
            assertThat(verdict.getAsJsonArray("checks")).hasSize(6);
        }
    }

    @Test
    void sumsUpManyChallengesOverCallsAndOverStreams() {
        try (var agent = TestingAgent.honest(SIGNER)) {
            for (List<String> way :
                    List.of(List.of("--count", "6"), List.of("--count", "30", "--stream", "--connections", "2"))) {
                List<String> options = new ArrayList<>(way);
                options.addAll(List.of("--in-flight", "4", "--json", "--progress"));
                CommandRun run = verify(agent, options.toArray(String[]::new));
                assertThat(run.exitCode()).as(run.err()).isZero();
                JsonObject summary = JsonParser.parseString(run.out()).getAsJsonObject();
                assertThat(summary.get("accepted").getAsString()).isEqualTo(way.get(1));
                assertThat(summary.getAsJsonObject("latencyMillis").keySet())
                        .containsExactly("p50", "p90", "p99", "max");
                assertThat(run.err()).contains("100 %");
            }
        }
    }

    @Test
    void failsWhereASingleOneOfManyIsRejected() {
        var asked = new AtomicInteger();
        TestingBoundSigner relayed = SIGNER.to(new Audience("provider-b.example"));
        try (var agent = TestingAgent.answering(
                request -> Optional.of((asked.incrementAndGet() == 3 ? relayed : SIGNER).answer(request)))) {
            CommandRun run = verify(agent, "--count", "5", "--in-flight", "2");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("verified: 4 of 5", "failed:   1 SIGNATURE_INVALID");
            assertThat(run.err()).contains("rejected: SIGNATURE_INVALID").contains("for audience provider-a.example");
        }
    }

    @Test
    void printsNothingButTheSummaryWhereOneOfManyIsRejected() {
        TestingBoundSigner relayed = SIGNER.to(new Audience("provider-b.example"));
        try (var agent = TestingAgent.honest(relayed)) {
            CommandRun run = verify(agent, "--count", "2", "--json");
            assertThat(run.exitCode()).isEqualTo(1);
            JsonObject summary = JsonParser.parseString(run.out()).getAsJsonObject();
            assertThat(summary.get("verified").getAsBoolean()).isFalse();
            assertThat(summary.get("count").getAsInt()).isEqualTo(2);
        }
    }

    @Test
    void asksNobodyInAModeThatNoCertificateIsStoredFor() {
        try (var agent = TestingAgent.honest(SIGNER)) {
            CommandRun run = verify(agent, "--mode", "raw");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("rejected: MODE_UNEXPECTED: mode: raw (expected: bound");
            assertThat(agent.challenges()).isZero();
        }
    }

    @Test
    void rejectsAnotherAudienceThanIsStored() {
        try (var agent = TestingAgent.honest(SIGNER.to(new Audience("provider-b.example")))) {
            CommandRun run = verify(agent, "--audience", "provider-b.example");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("rejected: AUDIENCE_UNEXPECTED");
        }
    }

    @Test
    void takesAnAnswerForAsLongAsItWaits() {
        long late = Duration.ofMinutes(50).toMillis();
        var clock = new AtomicLong();
        TestingBoundSigner signer = SIGNER.issuedAt(late);
        try (var agent = TestingAgent.answering(request -> {
            clock.set(late);
            return Optional.of(signer.answer(request));
        })) {
            CommandRun run = run(ahead(clock), arguments(agent, "--deadline", "60m"));
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
    }

    /** A clock that is ahead by so many milliseconds. */
    private static Clock ahead(AtomicLong millis) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.now().plusMillis(millis.get());
            }
        };
    }

    @Test
    void saysThatItsOwnCertificateHasExpired() {
        CommandRun run = verifyAs(Instant.now().minus(Duration.ofHours(1)));
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .startsWith("signing-verifier: unreachable: agent 127.0.0.1:")
                .contains(": UNAVAILABLE: client certificate: expired at 2");
    }

    @Test
    void hintsAtItsOwnCertificateWhereTheAgentDoesNotKnowIt() {
        // Who is refused may see the connection end before the alert is read.
        await().untilAsserted(() -> {
            CommandRun run = verifyAs(Instant.now().plus(Duration.ofHours(1)));
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err())
                    .contains("Received fatal alert: ", "hint: the agent does not know your --certificate")
                    .doesNotContain("expired at", "HOST:PORT");
        });
    }

    /** With a certificate that the agent does not know, and that ends then. */
    private static CommandRun verifyAs(Instant end) {
        KeyPair key = TestingKeys.ec();
        var own = TestingCertificates.of(key, "CN=stranger", end.minus(Duration.ofDays(1)), end);
        Path certificate = TestingCertificates.write(directory, "stranger.crt", TestingCertificates.pem(own));
        Path file = TestingCertificates.write(directory, "stranger.key", TestingCertificates.pem(key.getPrivate()));
        try (var agent = TestingAgent.honest(SIGNER)) {
            List<String> all = new ArrayList<>(List.of(arguments(agent)));
            all.set(all.indexOf("--certificate") + 1, certificate.toString());
            all.set(all.indexOf("--key") + 1, file.toString());
            return run(all.toArray(String[]::new));
        }
    }

    private static CommandRun verify(TestingAgent agent, String... options) {
        return run(arguments(agent, options));
    }

    private static String[] arguments(TestingAgent agent, String... options) {
        Path tls =
                TestingCertificates.write(directory, "agent-tls.crt", TestingCertificates.pem(agent.tlsCertificate()));
        List<String> arguments = new ArrayList<>(List.of(
                "verify",
                "--agent",
                agent.address().toString(),
                "--agent-certificate",
                tls.toString(),
                "--certificate",
                directory.resolve("provider.crt").toString(),
                "--key",
                directory.resolve("provider.key").toString()));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    private static CommandRun run(String... arguments) {
        return run(Clock.systemUTC(), arguments);
    }

    private static CommandRun run(Clock clock, String... arguments) {
        return CommandRun.of(
                Map.of("SIGNING_VERIFIER_TRUST", directory.resolve("trusted").toString()), clock, arguments);
    }
}
