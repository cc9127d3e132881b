package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.web.KitFolder;
import eu.qlpipeline.signing.acceptance.wire.FaultyAgent;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that has nothing of ours but the kit asks the agent over gRPC, in Python. */
@ExtendWith(WithPipeline.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AskingInPythonIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Pipeline pipeline;
    private final KitFolder kit;

    AskingInPythonIT(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.kit = pipeline.kit();
        String verify = kit.directory().resolve("verify").toString();
        String protocol = kit.directory().resolve("protocol").toString();
        Program protoc =
                Program.of(kit.directory(), "protoc", "-I", protocol, "--python_out=" + verify, "signing_agent.proto");
        pipeline.processes().run(protoc, DEADLINE).orThrow();
    }

    @Test
    void verifiesTheAnswerToARawChallenge() throws IOException {
        assertVerified(ask(kit.file("agent-tls.crt"), kit.file("ql-pipeline.crt")));
    }

    @Test
    void verifiesTheAnswerToABoundChallenge() throws IOException {
        assertVerified(ask(kit.file("agent-tls.crt"), kit.file("ql-pipeline.crt"), "--audience", Pipeline.AUDIENCE));
    }

    @Test
    void isRefusedANameThatIsNotItsOwn() {
        Outcome outcome = ask(kit.file("agent-tls.crt"), kit.file("ql-pipeline.crt"), "--audience", "another.example");
        assertSays(outcome, 1, "refused: PERMISSION_DENIED: ");
    }

    @Test
    void rejectsTheAnswerForACertificateThatIsNotStored() {
        Outcome outcome = ask(kit.file("agent-tls.crt"), pipeline.anotherKey().certificatePem());
        assertSays(outcome, 1, "rejected: CERTIFICATE_NOT_TRUSTED: ");
    }

    @Test
    void takesNoFileOfSeveralCertificatesOfThePipeline() throws IOException {
        String own = Files.readString(kit.file("ql-pipeline.crt"));
        String other = Files.readString(pipeline.anotherKey().certificatePem());
        Path all = Files.writeString(pipeline.folder("several").resolve("ql-pipeline-all.crt"), other + own);
        Outcome outcome = ask(kit.file("agent-tls.crt"), all);
        assertUnusable(outcome, "certificate: 2 in PEM (expected: 1, as in ql-pipeline.crt)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "-1", "0", "inf", "1e+300"})
    void aDeadlineOfNoUseIsNoUnreachableAgent(String deadline) {
        Outcome outcome = ask(kit.file("agent-tls.crt"), kit.file("ql-pipeline.crt"), "--deadline=" + deadline);
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("error: --deadline: " + deadline + " (expected: more than 0 s, 3600 s at the most)");
    }

    @Test
    void talksToNoAgentButThePinnedOne() {
        Outcome outcome = ask(pipeline.server().certificate(), kit.file("ql-pipeline.crt"));
        assertSays(outcome, 1, "rejected: AGENT_NOT_PINNED: ");
    }

    @Test
    void takesTheCertificatesOfTwoTlsKeysInOneFile() throws IOException {
        Path folder = pipeline.folder("two-keys");
        String current = Files.readString(kit.file("agent-tls.crt"));
        String next = Files.readString(
                TlsIdentity.make(pipeline.openSsl(), folder, "agent").certificate());
        for (String both : List.of(current + next, next + current)) {
            assertVerified(ask(Files.writeString(folder.resolve("both.crt"), both), kit.file("ql-pipeline.crt")));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OK", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "PERMISSION_DENIED", "UNAUTHENTICATED"})
    void knowsNothingWhereTheAgentSaysNeitherYesNorNo(Status.Code code) {
        try (var agent = faulty(List.of(), code.toStatus().asRuntimeException())) {
            assertSays(askFaulty(agent), 3, "unreachable: " + code + ": ");
        }
    }

    @Test
    void isRefusedWhereTheAgentSaysSoWhateverTheCode() {
        for (Code code : List.of(Code.INVALID_ARGUMENT, Code.UNAUTHENTICATED)) {
            var refusal = StatusProto.toStatusRuntimeException(
                    com.google.rpc.Status.newBuilder().setCode(code.getNumber()).build());
            try (var agent = faulty(List.of(), refusal)) {
                assertSays(askFaulty(agent), 1, "refused: " + code + ": ");
            }
        }
        try (var agent = faulty(List.of(), rejection(Code.INTERNAL))) {
            assertSays(askFaulty(agent), 1, "refused: INTERNAL: ");
        }
        try (var agent = faulty(List.of(), rejection(Code.UNAVAILABLE))) {
            assertSays(askFaulty(agent), 3, "unreachable: UNAVAILABLE: ");
        }
    }

    @Test
    void knowsNothingWhereTheCallEndsWithoutAnAnswer() {
        try (var agent = faulty(List.of(), Status.OK.asRuntimeException())) {
            assertSays(askFaulty(agent), 3, "unreachable: OK: ");
            assertSays(askFaulty(agent, "--audience", Pipeline.AUDIENCE), 3, "unreachable: OK: ");
        }
    }

    @Test
    void rejectsAnAnswerThatDoesNotParse() {
        // No tag, and the end of a group that never began.
        for (byte none : new byte[] {-1, 0x0C}) {
            try (var agent = faulty(List.of(new byte[] {none}), Status.OK.asRuntimeException())) {
                assertSays(askFaulty(agent), 1, "rejected: ANSWER_MALFORMED: ");
            }
        }
    }

    @Test
    void rejectsAnAnswerToNothing() {
        try (var agent = faulty(List.of(new byte[0]), Status.OK.asRuntimeException())) {
            assertSays(askFaulty(agent), 1, "rejected: ANSWER_MISSING: ");
            assertSays(askFaulty(agent, "--audience", Pipeline.AUDIENCE), 1, "rejected: ANSWER_MISSING: ");
        }
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Path folder = pipeline.folder("alone");
        Path program = copied(folder, "ql_ask.py");
        assertLacks(python(program), "ModuleNotFoundError: No module named 'ql_verify'");
        copied(folder, "ql_verify.py");
        assertLacks(python(program), "ModuleNotFoundError: No module named 'signing_agent_pb2'");
        // Newer releases of the package end so where a part of theirs is missing: not by an Exception.
        Path without = Files.createDirectories(folder.resolve("python/cryptography"));
        Files.writeString(without.resolve("__init__.py"), "raise BaseException('a part is missing')\n");
        assertLacks(
                python(program)
                        .withVariable("PYTHONPATH", folder.resolve("python").toString()),
                "BaseException: a part is missing");
    }

    private Path copied(Path folder, String program) throws IOException {
        return Files.copy(kit.directory().resolve("verify").resolve(program), folder.resolve(program));
    }

    private void assertLacks(Program ask, String what) {
        assertUnusable(pipeline.processes().run(ask, DEADLINE), what + " (expected: what ql_ask.py --help names)");
        Outcome help = pipeline.processes().run(ask.with("--help"), DEADLINE);
        assertThat(help.orThrow().out()).contains("-m grpc_tools.protoc -I protocol ");
    }

    /** Of which gRPC says what it says of an agent that is not there. */
    @Test
    void filesOfItsOwnOfNoUseAreNoUnreachableAgent() throws IOException {
        Path folder = pipeline.folder("own");
        TlsIdentity own = pipeline.boundCaller();
        TlsIdentity other = TlsIdentity.make(pipeline.openSsl(), folder, "other");
        Path empty = Files.createFile(folder.resolve("empty"));
        Path agent = kit.file("agent-tls.crt");
        assertUnusable(
                askWith(agent, own.certificate(), other.key()),
                "--key: of another certificate (expected: that of --certificate)");
        assertUnusable(
                askWith(agent, own.certificate(), empty),
                "--key: not a private key in PEM (expected: one, not encrypted)");
        assertUnusable(askWith(agent, empty, own.key()), "--certificate: not a certificate in PEM");
        assertUnusable(askWith(empty, own.certificate(), own.key()), "--agent-certificate: not a certificate in PEM");
    }

    /** As openssl writes it: its parameters, or words, before the key. */
    @Test
    void takesAKeyWithSomethingBeforeIt() throws IOException {
        TlsIdentity own = pipeline.boundCaller();
        String before =
                "Bag Attributes: none\n-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        Path key = Files.writeString(pipeline.folder("before").resolve("key"), before + Files.readString(own.key()));
        assertVerified(askWith(kit.file("agent-tls.crt"), own.certificate(), key));
    }

    private Outcome ask(Path agentCertificate, Path stored, String... more) {
        return ask(pipeline.agentAddress(), agentCertificate, stored, more);
    }

    private FaultyAgent faulty(List<byte[]> replies, StatusRuntimeException end) {
        return new FaultyAgent(pipeline.server(), pipeline.boundCaller().certificate(), replies, end);
    }

    private static StatusRuntimeException rejection(Code code) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.getNumber())
                .addDetails(Any.pack(
                        Rejection.newBuilder().setReason(Reason.REASON_INTERNAL).build()))
                .build());
    }

    private Outcome askFaulty(FaultyAgent agent, String... more) {
        return ask(agent.address(), pipeline.server().certificate(), kit.file("ql-pipeline.crt"), more);
    }

    private Outcome ask(String agent, Path agentCertificate, Path stored, String... more) {
        TlsIdentity own = pipeline.boundCaller();
        Program program = asking(agent, agentCertificate, own.certificate(), own.key())
                .with(more)
                .with(stored.toString());
        return pipeline.processes().run(program, DEADLINE);
    }

    private Outcome askWith(Path agentCertificate, Path certificate, Path key) {
        Program program = asking(pipeline.agentAddress(), agentCertificate, certificate, key)
                .with(kit.file("ql-pipeline.crt").toString());
        return pipeline.processes().run(program, DEADLINE);
    }

    private Program asking(String agent, Path agentCertificate, Path certificate, Path key) {
        return python(kit.directory().resolve("verify").resolve("ql_ask.py"))
                .with("--agent", agent)
                .with("--agent-certificate", agentCertificate.toString())
                .with("--certificate", certificate.toString())
                .with("--key", key.toString());
    }

    private Program python(Path program) {
        return Program.of(kit.directory(), "/usr/bin/python3", "-W", "ignore", program.toString());
    }

    private void assertVerified(Outcome outcome) throws IOException {
        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        assertThat(outcome.out()).isEqualTo("verified: " + Files.readString(kit.file("ql-pipeline.sha256")));
    }

    private static void assertUnusable(Outcome outcome, String words) {
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isEqualTo("unusable: " + words + "\n");
    }

    private static void assertSays(Outcome outcome, int exitCode, String beginning) {
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(exitCode);
        assertThat(outcome.out()).startsWith(beginning).hasLineCount(1);
    }
}
