package eu.qlpipeline.signing.client;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import eu.qlpipeline.signing.client.bound.BoundLimits;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.jca.RemoteKeyManager;
import eu.qlpipeline.signing.client.jca.RemoteKeys;
import eu.qlpipeline.signing.client.jca.RemotePrivateKey;
import eu.qlpipeline.signing.client.jca.TestingWebServer;
import eu.qlpipeline.signing.client.receipt.ReceiptVerifier;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.AgentAnswer;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.client.verify.RecordedAnswer;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers without a checker for null are told where they pass one: at once, and which argument it was. */
class NullArgumentsTest {

    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final Audience AUDIENCE = new Audience("provider-a.example");
    private static final TrustedCertificates TRUSTED = TrustStore.at(Path.of("trusted"));
    private static final PssSignature SIGNATURE = signature();
    private static final AgentClient AGENT = AgentClient.connect(
            new AgentAddress("localhost", 1), CERTIFICATE, TestingProvider.identity(), Duration.ofSeconds(1));

    @AfterAll
    static void close() {
        AGENT.close();
    }

    static Stream<Arguments> verifiers() {
        var subject = new X500Principal(ChallengeVerifier.DEFAULT_SUBJECT);
        Clock clock = Clock.systemUTC();
        return Stream.of(
                named("trusted", () -> new BoundVerifier(absent(), AUDIENCE)),
                named("audience", () -> new BoundVerifier(TRUSTED, absent())),
                named("clock", () -> new BoundVerifier(TRUSTED, AUDIENCE, BoundLimits.DEFAULT, absent())),
                named("trusted", () -> new ChallengeVerifier(absent())),
                named("subject", () -> new ChallengeVerifier(TRUSTED, absent(), clock)),
                named("clock", () -> new ChallengeVerifier(TRUSTED, subject, absent())),
                named("trusted", () -> new ReceiptVerifier(absent())),
                named("directory", () -> TrustStore.at(absent())));
    }

    static Stream<Arguments> values() {
        RawChallenge challenge = RawChallenge.random(new SecureRandom());
        return Stream.of(
                named("certificate", () -> new AgentAnswer(absent(), SIGNATURE)),
                named("signature", () -> new AgentAnswer(CertificateFingerprint.of(CERTIFICATE), absent())),
                named("challenge", () -> new RecordedAnswer(absent(), SIGNATURE)),
                named("signature", () -> new RecordedAnswer(challenge, absent())),
                named("audience", () -> new Enrolment.Bound(absent(), ChannelBinding.Type.NONE)),
                named("channelBinding", () -> new Enrolment.Bound(AUDIENCE, absent())));
    }

    static Stream<Arguments> agents() {
        return Stream.of(
                named(
                        "identity",
                        () -> AgentClient.connect(
                                new AgentAddress("localhost", 1), CERTIFICATE, absent(), Duration.ofSeconds(1))),
                named("verifier", () -> AGENT.stream(absent())),
                named("agent", () -> RemotePrivateKey.of(absent(), CERTIFICATE)),
                named("certificate", () -> RemotePrivateKey.of(AGENT, absent())),
                named("key", () -> new RemoteKeyManager(absent())),
                named("key", () -> RemoteKeys.sslContext(absent())),
                named("key", () -> RemoteKeys.sslContext(absent(), TestingWebServer.trust())),
                named("serverTrust", () -> RemoteKeys.sslContext(RemotePrivateKey.of(AGENT, CERTIFICATE), absent())));
    }

    @ParameterizedTest
    @MethodSource({"verifiers", "values", "agents"})
    void areRefusedAtOnceByTheirNames(String argument, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(argument);
    }

    private static Arguments named(String argument, ThrowingCallable call) {
        return Arguments.of(argument, call);
    }

    private static PssSignature signature() {
        return PssSignature.of(new byte[PssSignature.LENGTH]);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // stands for callers without NullAway
    private static <T> T absent() {
        return null;
    }
}
