package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Code;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.TestingReceipts;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.contract.audit.ReceiptText;
import eu.qlpipeline.signing.contract.codec.ReceiptCodec;
import eu.qlpipeline.signing.v1.GetReceiptResponse;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptVerbsTest {

    private static final byte[] CHALLENGE = {1, 2, 3};
    private static final byte[] SIGNATURE = Arrays.copyOf(new byte[] {4, 5, 6}, PssSignature.LENGTH);
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());

    @TempDir
    private Path directory;

    private Clock clock = Clock.systemUTC();
    private byte[] receipt = {};

    @BeforeEach
    void keepAReceipt() throws IOException, ReceiptException {
        receipt = receipt(TestingKeys.signer());
        Files.write(file(), receipt);
        trust(CERTIFICATE);
    }

    private Path file() {
        return directory.resolve("receipt.txt");
    }

    private void trust(X509Certificate certificate) throws IOException {
        Path pem = directory.resolve("certificate.crt");
        Files.writeString(pem, TestingCertificates.pem(certificate));
        assertThat(run(
                                "trust",
                                "add",
                                pem.toString(),
                                "--fingerprint",
                                CertificateFingerprint.of(certificate).toString())
                        .exitCode())
                .isZero();
    }

    private static byte[] receipt(KeyPair signer) throws ReceiptException {
        return receipt(signer, CHALLENGE, SIGNATURE);
    }

    private static byte[] receipt(KeyPair signer, byte[] challenge, byte[] of) throws ReceiptException {
        return ReceiptText.encode(TestingReceipts.of(signer, CERTIFICATE, challenge, of));
    }

    private CommandRun run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--trust-store";
        all[arguments.length + 1] = directory.resolve("trusted").toString();
        return CommandRun.of(Map.of(), clock, all);
    }

    private CommandRun verify(byte[] challenge, byte[] signature) {
        HexFormat hex = HexFormat.of();
        return run(
                "receipt",
                "verify",
                file().toString(),
                "--challenge",
                hex.formatHex(challenge),
                "--signature",
                hex.formatHex(signature));
    }

    private static void assertRejected(CommandRun run, String reason) {
        assertThat(run.err())
                .startsWith("signing-verifier: rejected: " + reason + ": ")
                .contains("\nhint: ");
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aGoodReceiptSaysWhatItProves() {
        CommandRun run = verify(CHALLENGE, SIGNATURE);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("caller       provider-a", "purpose      raw-challenge", "2026-05-01T10:00:00Z, as number 1")
                .endsWith("verified: " + CertificateFingerprint.of(CERTIFICATE) + System.lineSeparator());
        assertThat(run("receipt", "verify", file().toString()).exitCode()).isZero();
    }

    @Test
    void aReceiptOfSomethingElseIsRejected() {
        assertRejected(verify(new byte[32], SIGNATURE), "CHALLENGE_OTHER");
        assertRejected(verify(CHALLENGE, new byte[512]), "SIGNATURE_OTHER");
    }

    @Test
    void aChangedOrCutReceiptIsRejected() throws IOException {
        byte[] changed = receipt.clone();
        changed[30] ^= 1;
        Files.write(file(), changed);
        assertRejected(verify(CHALLENGE, SIGNATURE), "MALFORMED");
        Files.write(file(), Arrays.copyOf(receipt, receipt.length / 2));
        assertRejected(verify(CHALLENGE, SIGNATURE), "MALFORMED");
    }

    @Test
    void aReceiptThatTheKeyDidNotSignIsRejected() throws Exception {
        Files.write(file(), receipt(TestingKeys.stranger()));
        assertRejected(verify(CHALLENGE, SIGNATURE), "CHECKPOINT_FORGED");
    }

    @Test
    void aReceiptUnderACheckpointOfAnotherKeyIsRejectedWhateverIsTrusted() throws Exception {
        X509Certificate another = TestingCertificates.pipeline(TestingKeys.stranger());
        Receipt own = TestingReceipts.of(TestingKeys.signer(), CERTIFICATE, CHALLENGE, SIGNATURE);
        Receipt other = TestingReceipts.of(TestingKeys.stranger(), another, CHALLENGE, SIGNATURE);
        Files.write(file(), ReceiptText.encode(new Receipt(other.outcome(), own.proof(), own.checkpoint())));
        trust(another);
        CommandRun run = verify(CHALLENGE, SIGNATURE);
        assertRejected(run, "CERTIFICATE_OTHER");
        assertThat(run.err())
                .contains("receipt under a checkpoint of the record's own key")
                .doesNotContain("trust add");
    }

    @Test
    void aReceiptOfACertificateThatIsNotTrustedIsRejected() throws IOException {
        assertThat(run("trust", "remove", CertificateFingerprint.of(CERTIFICATE).toString())
                        .exitCode())
                .isZero();
        trust(TestingCertificates.pipeline(TestingKeys.stranger()));
        assertRejected(verify(CHALLENGE, SIGNATURE), "CERTIFICATE_NOT_TRUSTED");
    }

    @Test
    void aFileThatCannotBeReadIsAMatterOfUsage() {
        assertThat(run("receipt", "verify", directory.resolve("none").toString())
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void getsTheReceiptThoughAnotherAgentIsNotTheOnePinned() throws Exception {
        try (var impostor = TestingAgent.impostor();
                var agent = TestingAgent.keeping(ReceiptCodec.encode(ReceiptText.decode(receipt)))) {
            assertThat(get(List.of(impostor, agent)).exitCode()).isZero();
            assertThat(Files.readAllBytes(got())).isEqualTo(receipt);
        }
    }

    @Test
    void getsTheReceiptThoughAnotherAgentSendsNone() throws Exception {
        try (var broken = TestingAgent.keeping(GetReceiptResponse.getDefaultInstance());
                var agent = TestingAgent.keeping(ReceiptCodec.encode(ReceiptText.decode(receipt)))) {
            assertThat(get(List.of(broken, agent)).exitCode()).isZero();
            assertThat(Files.readAllBytes(got())).isEqualTo(receipt);
        }
    }

    @Test
    void getsTheReceiptThoughAnotherAgentSendsThatOfSomethingElseOrAForgedOne() throws Exception {
        byte[] ofAnother = receipt(TestingKeys.signer(), CHALLENGE, new byte[] {7});
        for (byte[] other : List.of(ofAnother, receipt(TestingKeys.stranger()))) {
            try (var confused = TestingAgent.keeping(ReceiptCodec.encode(ReceiptText.decode(other)));
                    var agent = TestingAgent.keeping(ReceiptCodec.encode(ReceiptText.decode(receipt)))) {
                CommandRun run = get(List.of(confused, agent));
                assertThat(run.err()).isEmpty();
                assertThat(run.exitCode()).isZero();
                assertThat(Files.readAllBytes(got())).isEqualTo(receipt);
            }
            Files.delete(got());
        }
    }

    @Test
    void saysThatAnAgentSentTheReceiptOfSomethingElseWhereNoOtherHasIt() throws Exception {
        Map<String, byte[]> others = Map.of(
                "SIGNATURE_OTHER", receipt(TestingKeys.signer(), CHALLENGE, new byte[] {7}),
                "CHALLENGE_OTHER", receipt(TestingKeys.signer(), new byte[] {7}, SIGNATURE));
        for (var other : others.entrySet()) {
            try (var confused = TestingAgent.keeping(ReceiptCodec.encode(ReceiptText.decode(other.getValue())));
                    var agent = TestingAgent.refusing(Code.NOT_FOUND, Reason.REASON_RECEIPT_NOT_FOUND, "none")) {
                assertRejected(get(List.of(confused, agent)), other.getKey());
                assertThat(got()).doesNotExist();
            }
        }
    }

    @Test
    void saysThatAnAgentIsNotTheOnePinnedWhereNoOtherHasTheReceipt() {
        try (var impostor = TestingAgent.impostor();
                var agent = TestingAgent.refusing(Code.NOT_FOUND, Reason.REASON_RECEIPT_NOT_FOUND, "none")) {
            assertRejected(get(List.of(impostor, agent)), "AGENT_NOT_PINNED");
            assertThat(got()).doesNotExist();
        }
    }

    @Test
    void asksAgainWhileThatMayHelpAndItIsToWait() throws Exception {
        for (Reason passing : List.of(Reason.REASON_RECEIPT_PENDING, Reason.REASON_RATE_LIMITED)) {
            GetReceiptResponse kept = ReceiptCodec.encode(ReceiptText.decode(receipt));
            var asked = new AtomicInteger();
            Supplier<GetReceiptResponse> soon = () -> {
                if (asked.incrementAndGet() <= 2) {
                    throw TestingAgent.refusal(Code.RESOURCE_EXHAUSTED, passing, "receipt: later");
                }
                return kept;
            };
            try (var agent = TestingAgent.searching(soon)) {
                CommandRun run = get(List.of(agent), "--wait", "1ms");
                assertThat(run.err()).contains("receipt: later");
                assertThat(asked).hasValue(1);
                assertThat(get(List.of(agent), "--wait", "1m").exitCode()).isZero();
                assertThat(asked).hasValue(3);
                assertThat(Files.readAllBytes(got())).isEqualTo(receipt);
                Files.delete(got());
            }
        }
    }

    @Test
    void takesTimesInSecondsAsTheRequestsOfFetchDo() throws Exception {
        try (var agent = TestingAgent.keeping(ReceiptCodec.encode(ReceiptText.decode(receipt)))) {
            CommandRun run = get(List.of(agent), "--deadline", "30", "--wait", "0.5");
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
    }

    @Test
    void whoIsInterruptedWaitsNoLongerAndHearsWhatTheAgentSaid() {
        var later = Rejection.newBuilder()
                .setReason(Reason.REASON_RECEIPT_PENDING)
                .setMessage("receipt: later")
                .setRetryAfterMs(50_000)
                .build();
        Supplier<GetReceiptResponse> pending = () -> {
            throw TestingAgent.refusal(Code.RESOURCE_EXHAUSTED, later);
        };
        try (var agent = TestingAgent.searching(pending)) {
            var run = new CompletableFuture<CommandRun>();
            var interrupted = new CompletableFuture<Boolean>();
            Thread waiting = new Thread(() -> {
                run.complete(get(List.of(agent), "--wait", "1m"));
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            waiting.start();
            await().until(() -> isBetweenCalls(waiting));
            waiting.interrupt();
            assertThat(run)
                    .succeedsWithin(20, TimeUnit.SECONDS)
                    .satisfies(ended -> assertThat(ended.err()).contains("receipt: later"));
            assertThat(interrupted).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo(true);
        }
    }

    /** Whether a search waits, and not for an agent. */
    private static boolean isBetweenCalls(Thread searching) {
        List<String> callers = Arrays.stream(searching.getStackTrace())
                .map(StackTraceElement::getClassName)
                .toList();
        return EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING).contains(searching.getState())
                && callers.stream().anyMatch(name -> name.endsWith(".ReceiptSearch"))
                && callers.stream().noneMatch(name -> name.endsWith(".AgentClient"));
    }

    @Test
    void aTimeThatNoAnswerCameAtIsAMatterOfUsage() {
        try (var agent = TestingAgent.refusing(Code.NOT_FOUND, Reason.REASON_RECEIPT_NOT_FOUND, "none")) {
            for (String time : List.of("1969-12-31T23:59:59.999Z", "-1000000000-01-01T00:00:00Z")) {
                CommandRun run = get(List.of(agent), "--at=" + time);
                assertThat(run.err())
                        .isEqualTo(
                                "signing-verifier: at: " + time + " (expected: a time from 1970 on)\n"
                                        + "hint: give the time of the answer, such as 2026-05-01T10:00:00Z, or leave out --at for now\n");
                assertThat(run.exitCode()).isEqualTo(2);
            }
            CommandRun late = get(List.of(agent), "--at=+10000-01-01T00:00:00Z");
            assertThat(late.err())
                    .startsWith("signing-verifier: at: +10000-01-01T00:00:00Z"
                            + " (expected: 9999-12-31T23:59:59.999Z at the latest)\nhint: give the time");
            assertThat(late.exitCode()).isEqualTo(2);
            for (String time : List.of("1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z")) {
                assertThat(get(List.of(agent), "--at=" + time).err()).contains("RECEIPT_NOT_FOUND");
            }
        }
    }

    @Test
    void withoutATimeTheAnswerCameWhenTheClockSays() {
        Instant early = Instant.EPOCH.minusMillis(1);
        clock = Clock.fixed(early, ZoneOffset.UTC);
        try (var agent = TestingAgent.refusing(Code.NOT_FOUND, Reason.REASON_RECEIPT_NOT_FOUND, "none")) {
            assertThat(get(List.of(agent)).err())
                    .startsWith("signing-verifier: at: " + early + " (expected: a time from 1970 on)\n");
        }
    }

    @Test
    void aSignatureOfAnotherLengthIsAMatterOfUsageAndNobodyIsAsked() {
        try (var agent = TestingAgent.refusing(Code.NOT_FOUND, Reason.REASON_RECEIPT_NOT_FOUND, "none")) {
            CommandRun run = get(List.of(agent), "--signature", "00ff");
            assertThat(run.err().lines())
                    .containsExactly(
                            "signing-verifier: signature: 2 bytes (expected: 512)",
                            "hint: of a batchProof as verify --json has it, the last 512 bytes");
            assertThat(run.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void aFileThatIsThereIsAMatterOfUsageAndNobodyIsAsked() throws Exception {
        Files.writeString(got(), "mine");
        try (var agent = TestingAgent.refusing(Code.NOT_FOUND, Reason.REASON_RECEIPT_NOT_FOUND, "none")) {
            CommandRun run = get(List.of(agent));
            assertThat(run.err())
                    .isEqualTo("signing-verifier: out: " + got()
                            + " exists (expected: a new file)\nhint: choose another --out\n");
            assertThat(run.exitCode()).isEqualTo(2);
        }
        assertThat(got()).hasContent("mine");
    }

    @Test
    void saysWhyItCannotKeepTheReceipt() throws Exception {
        try (var agent = TestingAgent.keeping(ReceiptCodec.encode(ReceiptText.decode(receipt)))) {
            String beneathAFile = file().resolve("below").toString();
            CommandRun run = get(List.of(agent), "--out", beneathAFile);
            assertThat(run.err())
                    .startsWith("signing-verifier: out: " + beneathAFile + ": not writable: not a directory\n");
            assertThat(run.exitCode()).isEqualTo(2);
            CommandRun standardOutput = get(List.of(agent), "--out", "-");
            assertThat(standardOutput.err()).startsWith("signing-verifier: out: - (expected: a file, ");
            assertThat(standardOutput.exitCode()).isEqualTo(2);
        }
    }

    private Path got() {
        return directory.resolve("got.txt");
    }

    private CommandRun get(List<TestingAgent> agents, String... more) {
        TestingCertificates.write(directory, "provider.crt", TestingCertificates.pem(TestingAgent.PROVIDER));
        TestingCertificates.write(
                directory, "provider.key", TestingCertificates.pem(TestingAgent.PROVIDER_KEY.getPrivate()));
        TestingAgent last = agents.get(agents.size() - 1);
        TestingCertificates.write(directory, "agent.crt", TestingCertificates.pem(last.tlsCertificate()));
        var arguments = new ArrayList<>(List.of(
                "receipt",
                "get",
                "--agent",
                agents.stream().map(agent -> agent.address().toString()).collect(Collectors.joining(",")),
                "--agent-certificate",
                directory.resolve("agent.crt").toString(),
                "--certificate",
                directory.resolve("provider.crt").toString(),
                "--key",
                directory.resolve("provider.key").toString(),
                "--challenge",
                HexFormat.of().formatHex(CHALLENGE),
                "--signature",
                HexFormat.of().formatHex(SIGNATURE),
                "--out",
                got().toString()));
        for (String option : List.of("--signature", "--out")) {
            if (List.of(more).contains(option)) {
                int at = arguments.indexOf(option);
                arguments.subList(at, at + 2).clear();
            }
        }
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }
}
