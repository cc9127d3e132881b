package eu.qlpipeline.signing.client;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.receipt.ReceiptVerifier;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.client.verify.Verified;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.codec.ReceiptCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of the provider's guide. */
class DocumentedVerifierTest {

    private static final Path GUIDE = Path.of("..", "docs", "verifier.md");
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
    private static final String OWN = "src/test/java/eu/qlpipeline/signing/client/DocumentedVerifierTest.java";

    /** What is somewhere else in a test than at a provider's. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "Path.of(\"agent-tls.crt\")", "agentTls",
            "Path.of(\"trusted-certificates\")", "trusted",
            "ClientIdentity.read(Path.of(\"provider.crt\"), Path.of(\"provider.key\"))", "TestingProvider.identity()",
            "AgentAddress.parse(\"agent.example:8443\")", "address");

    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final Audience AUDIENCE = new Audience("provider-a.example");

    @TempDir
    private Path trusted;

    @Test
    void verifiesARawChallengeAndLaterItsReceipt() throws Exception {
        trust(new Enrolment.Raw());
        Verified verified;
        try (var testing = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE)) {
            verified = raw(testing.address(), testing.tlsCertificate());
        }
        assertThat(verified.fingerprint()).isEqualTo(CertificateFingerprint.of(CERTIFICATE));

        Receipt made = TestingReceipts.of(
                TestingKeys.signer(),
                CERTIFICATE,
                verified.challenge().message(),
                verified.signature().bytes());
        try (var testing = TestingAgent.keeping(ReceiptCodec.encode(made));
                var agent = TestingProvider.connect(testing, Duration.ofSeconds(10))) {
            assertThat(receipt(agent, TrustStore.at(trusted), verified).recordBytes())
                    .isEqualTo(made.recordBytes());
        }
    }

    @Test
    void verifiesBoundChallengesByCallAndByStream() throws Exception {
        trust(new Enrolment.Bound(AUDIENCE, ChannelBinding.Type.NONE));
        var signer = new TestingBoundSigner(TestingKeys.signer(), CERTIFICATE, AUDIENCE);
        try (var testing = TestingAgent.honest(signer);
                var agent = TestingProvider.connect(testing, Duration.ofSeconds(10))) {
            assertThat(bound(agent, TrustStore.at(trusted)))
                    .hasSize(1000)
                    .allSatisfy(answer -> assertThat(answer).isCompleted());
        }
    }

    @Test
    void areThoseThatAreDocumented() throws IOException {
        List<String> examples = BLOCK.matcher(Files.readString(GUIDE))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(examples).hasSize(4);
        String own = squeezed(Files.readString(Path.of(OWN))).replaceAll("return\\w+;", "");
        assertThat(examples).allSatisfy(example -> assertThat(own).contains(squeezed(inTheTest(example))));
    }

    private static String inTheTest(String example) {
        String text = example;
        for (var place : ELSEWHERE.entrySet()) {
            text = text.replace(place.getKey(), place.getValue());
        }
        return text;
    }

    private static String squeezed(String code) {
        return code.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    private void trust(Enrolment enrolment) throws Exception {
        Path pem = TestingCertificates.write(trusted, ".pipeline.pem", TestingCertificates.pem(CERTIFICATE));
        TrustStore.at(trusted).add(pem, CertificateFingerprint.of(CERTIFICATE), enrolment);
    }

    private Verified raw(AgentAddress address, X509Certificate pinned) throws Exception {
        Path agentTls = TestingCertificates.write(trusted, ".agent-tls.crt", TestingCertificates.pem(pinned));
        X509Certificate agentCertificate;
        try (InputStream in = Files.newInputStream(agentTls)) {
            agentCertificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        TrustStore store = TrustStore.at(trusted);
        ChallengeVerifier verifier = new ChallengeVerifier(store.snapshot());
        ClientIdentity identity = TestingProvider.identity();
        try (AgentClient agent = AgentClient.connect(address, agentCertificate, identity, Duration.ofSeconds(10))) {
            Verified verified = agent.verify(verifier); // throws unless all four checks pass
            return verified;
        }
    }

    private static List<CompletableFuture<BoundVerified>> bound(AgentClient agent, TrustStore store) throws Exception {
        BoundVerifier verifier = new BoundVerifier(store.snapshot(), new Audience("provider-a.example"));
        BoundVerified verified = agent.verify(verifier); // throws unless every check passes
        assertThat(verified.challenge().audience()).isEqualTo(AUDIENCE);
        try (ChallengeStream stream = agent.stream(verifier)) {
            List<CompletableFuture<BoundVerified>> answers =
                    Stream.generate(stream::verify).limit(1000).toList();
            for (CompletableFuture<BoundVerified> answer : answers) {
                answer.get(); // throws an ExecutionException whose cause says why not
            }
            return answers;
        }
    }

    private static Receipt receipt(AgentClient agent, TrustStore store, Verified verified) throws Exception {
        Digest challenge = Digest.of(verified.challenge().message());
        Digest signature = Digest.of(verified.signature().bytes());
        Receipt receipt = agent.receipt(new ReceiptQuery(challenge, signature, System.currentTimeMillis()));
        receipt.requireChallenge(challenge);
        receipt.requireSignature(signature);
        new ReceiptVerifier(store).verify(receipt); // throws unless a trusted certificate's key vouches for it
        return receipt;
    }
}
