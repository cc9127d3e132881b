package eu.qlpipeline.signing.client.bound;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.client.TestingBoundSigner;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.TestingSignatures;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.Vectors;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The provider kit's verifier in Python against the vectors, and against answers made here. */
class PythonVerifierIT {

    // Debian's interpreter, since python3-cryptography is its package.
    private static final String PYTHON = "/usr/bin/python3";
    private static final Path KIT = Path.of("..", "agent/src/main/resources/eu/qlpipeline/signing/agent/kit/verify")
            .toAbsolutePath();

    private static final Audience AUDIENCE = new Audience("provider-a.example");
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final X509Certificate STRANGER = TestingCertificates.pipeline(TestingKeys.stranger());
    private static final TestingBoundSigner SIGNER =
            new TestingBoundSigner(TestingKeys.signer(), CERTIFICATE, AUDIENCE);
    private static final Map<String, String> REASONS = Map.of(
            "ok", "SIGNATURE_INVALID",
            "text", "CHALLENGE_TEXT",
            "reserved prefix", "CHALLENGE_RESERVED_PREFIX",
            "signature", "SIGNATURE_INVALID",
            "version", "PROOF_VERSION",
            "height", "PROOF_HEIGHT",
            "index out of range", "PROOF_INDEX");

    @TempDir
    private Path directory;

    @Test
    void judgesEveryVectorAsItsResultSays() throws Exception {
        Output output = run(
                resource("/interop/vectors.py"),
                KIT.toString(),
                resource("/vectors/ql-sign-v1.json"),
                resource("/vectors/ql-sign-v1-cert.pem"));
        assertThat(output.exitCode()).as(output.text()).isZero();
        Map<String, String> judged = output.text()
                .lines()
                .map(line -> line.split("\t", -1))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));

        String challenge = Vectors.text(Vectors.object("raw"), "challenge");
        for (var vector : Vectors.list("raw_filter")) {
            String result = Vectors.text(vector, "result");
            String expected = Vectors.text(vector, "challenge").equals(challenge)
                    ? "ok"
                    : REASONS.getOrDefault(result, "CHALLENGE_LENGTH");
            assertThat(judged).containsEntry("raw: " + Vectors.text(vector, "what"), expected);
        }
        for (int i = 0; i < Vectors.list("bound").size(); i++) {
            assertThat(judged).containsEntry("bound: " + i, "ok").containsEntry("relayed: " + i, "SIGNATURE_INVALID");
        }
        for (var vector : Vectors.list("batch")) {
            long count = Vectors.number(vector, "count");
            for (int i = 0; i < count; i++) {
                assertThat(judged).containsEntry("batch: " + i + " of " + count, "ok");
            }
        }
        for (var vector : Vectors.list("batch_negative")) {
            assertThat(judged)
                    .containsEntry(
                            "negative: " + Vectors.text(vector, "what"),
                            REASONS.getOrDefault(Vectors.text(vector, "result"), "PROOF_LENGTH"));
        }
    }

    @Test
    void judgesTheSecondFileOfVectorsAsItsResultsSay() throws Exception {
        Output output = run(
                resource("/interop/more.py"),
                KIT.toString(),
                resource("/vectors/ql-sign-v1-more.json"),
                resource("/vectors/ql-sign-v1-more-cert.pem"));
        assertThat(output.exitCode()).as(output.text()).isZero();
        assertThat(output.text().lines())
                .hasSizeGreaterThan(40)
                .allSatisfy(line -> assertThat(line.split("\t", -1)[1]).as(line).isEqualTo(line.split("\t", -1)[2]));
    }

    @Test
    void takesEachNonceOnceAndInTime() throws Exception {
        Output output = run(resource("/interop/nonces.py"), KIT.toString(), resource("/vectors/ql-sign-v1-cert.pem"));
        assertThat(output.exitCode()).as(output.text()).isZero();
        assertThat(output.text().lines())
                .containsExactly(
                        "one too many\tNONCES_EXHAUSTED",
                        "foreign\tNONCE_UNKNOWN",
                        "in time\tok",
                        "again\tNONCE_UNKNOWN",
                        "late\tNONCE_EXPIRED",
                        "late again\tNONCE_UNKNOWN",
                        "of another binding\tCHANNEL_BINDING_UNEXPECTED",
                        "refused\tCERTIFICATE_NOT_TRUSTED",
                        "refused again\tNONCE_UNKNOWN",
                        "filled up\tok",
                        "room after their time\tok",
                        "forgotten\tNONCE_UNKNOWN",
                        "late, after the clock was set\tNONCE_EXPIRED",
                        "room after the clock was set\tok");
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                judged("an honest answer", "verified", input -> {}),
                judged(
                        "a name that is not mine",
                        "SIGNATURE_INVALID",
                        input -> input.addProperty("audience", "provider-b.example")),
                judged(
                        "a challenge that is not mine",
                        "SIGNATURE_INVALID",
                        input -> input.addProperty("verifierNonce", "00".repeat(32))),
                judged("from the future", "VALIDITY_FUTURE", input -> shift(input, -60_000)),
                judged("expired", "VALIDITY_EXPIRED", input -> shift(input, 90_000)),
                judged(
                        "certificate not valid yet",
                        "CERTIFICATE_NOT_YET_VALID",
                        input -> shift(input, -3_000_000_000L)),
                judged("certificate expired", "CERTIFICATE_EXPIRED", input -> shift(input, 3_000_000_000L)),
                judged(
                        "longer than permitted",
                        "VALIDITY_WINDOW",
                        input -> reply(input).addProperty("issuedAtMs", 0)),
                judged(
                        "other times than signed",
                        "SIGNATURE_INVALID",
                        input -> reply(input)
                                .addProperty(
                                        "issuedAtMs",
                                        reply(input).get("issuedAtMs").getAsLong() + 1)),
                judged(
                        "another channel binding",
                        "CHANNEL_BINDING_UNEXPECTED",
                        input -> reply(input).addProperty("channelBindingType", "tls-exporter")),
                judged(
                        "another salt",
                        "SIGNATURE_INVALID",
                        input -> reply(input).addProperty("scheme", "RSA4096_PSS_SHA256_SALT32")),
                judged(
                        "unknown scheme",
                        "SCHEME_UNEXPECTED",
                        input -> reply(input).addProperty("scheme", "NONE")),
                judged(
                        "another certificate",
                        "CERTIFICATE_NOT_TRUSTED",
                        input -> reply(input)
                                .addProperty(
                                        "certificateSha256",
                                        CertificateFingerprint.of(STRANGER).hex())),
                judged(
                        "another stored certificate",
                        "CERTIFICATE_NOT_TRUSTED",
                        input -> input.addProperty("certificate", TestingCertificates.pem(STRANGER))),
                judged(
                        "a short agent nonce",
                        "NONCE_LENGTH",
                        input -> reply(input).addProperty("agentNonce", "00")),
                judged(
                        "a long agent nonce",
                        "NONCE_LENGTH",
                        input -> reply(input).addProperty("agentNonce", "00".repeat(33))),
                judged("both proofs", "ANSWER_MISSING", input -> {
                    for (String proof : List.of("signature", "batchProof")) {
                        if (!reply(input).has(proof)) {
                            reply(input).addProperty(proof, "00");
                        }
                    }
                }),
                judged("no proof", "ANSWER_MISSING", input -> {
                    reply(input).remove("signature");
                    reply(input).remove("batchProof");
                }),
                judged(
                        "no binding type",
                        "CHANNEL_BINDING_UNEXPECTED",
                        input -> reply(input).remove("channelBindingType")),
                judged("an empty answer", "ANSWER_MISSING", input -> input.add("reply", new JsonObject())),
                judged("raw answer in mode bound", "ANSWER_MISSING", input -> {
                    for (String member : List.of("agentNonce", "issuedAtMs", "expiresAtMs", "channelBindingType")) {
                        reply(input).remove(member);
                    }
                }),
                judged("bound answer in mode raw", "ANSWER_MISSING", input -> {
                    input.addProperty("mode", "raw");
                    input.addProperty("challenge", input.get("verifierNonce").getAsString());
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void judgesDirectAndBatchedAnswers(String name, String expected, Consumer<JsonObject> change) throws Exception {
        List<ChallengeRequest.Bound> challenges = List.of(challenge(), challenge(), challenge());
        BoundAnswer direct = SIGNER.direct(challenges.get(0));
        BoundAnswer batched = SIGNER.batched(challenges).get(2);
        for (JsonObject input : List.of(input(challenges.get(0), direct), input(challenges.get(2), batched))) {
            change.accept(input);
            Output output = judge(input);
            if (expected.equals("verified")) {
                assertThat(output.text()).isEqualTo("verified: " + CertificateFingerprint.of(CERTIFICATE) + "\n");
                assertThat(output.exitCode()).isZero();
            } else {
                assertThat(output.text()).startsWith("rejected: " + expected);
                assertThat(output.exitCode()).isEqualTo(1);
            }
        }
    }

    @Test
    void acceptsARawAnswerAndNoOther() throws Exception {
        byte[] challenge = new byte[32];
        new SecureRandom().nextBytes(challenge);
        assertThat(judge(raw(challenge)).exitCode()).isZero();

        JsonObject otherKey = raw(challenge);
        reply(otherKey).addProperty("signature", hex(TestingSignatures.raw(TestingKeys.stranger(), challenge)));
        assertThat(judge(otherKey).text()).startsWith("rejected: SIGNATURE_INVALID");
        JsonObject otherCertificate = raw(challenge);
        reply(otherCertificate)
                .addProperty(
                        "certificateSha256", CertificateFingerprint.of(STRANGER).hex());
        assertThat(judge(otherCertificate).text()).startsWith("rejected: CERTIFICATE_NOT_TRUSTED");
        JsonObject otherSalt = raw(challenge);
        reply(otherSalt).addProperty("scheme", SignatureScheme.RSA4096_PSS_SHA256_SALT32.name());
        assertThat(judge(otherSalt).text()).startsWith("rejected: SCHEME_UNEXPECTED");
        JsonObject early = raw(challenge);
        early.addProperty("now", System.currentTimeMillis() - 3_000_000_000L);
        assertThat(judge(early).text()).startsWith("rejected: CERTIFICATE_NOT_YET_VALID");
        JsonObject late = raw(challenge);
        late.addProperty("now", System.currentTimeMillis() + 3_000_000_000L);
        assertThat(judge(late).text()).startsWith("rejected: CERTIFICATE_EXPIRED");
    }

    private static JsonObject raw(byte[] challenge) {
        var input = new JsonObject();
        input.addProperty("mode", "raw");
        input.addProperty("certificate", TestingCertificates.pem(CERTIFICATE));
        input.addProperty("challenge", hex(challenge));
        var reply = new JsonObject();
        reply.addProperty(
                "certificateSha256", CertificateFingerprint.of(CERTIFICATE).hex());
        reply.addProperty("scheme", SignatureScheme.RSA4096_PSS_SHA256_SALT478.name());
        reply.addProperty("signature", hex(TestingSignatures.raw(TestingKeys.signer(), challenge)));
        input.add("reply", reply);
        return input;
    }

    @Test
    void takesNoCertificateWithAnotherKeyThanRsaOf4096Bits() throws Exception {
        for (KeyPair key : List.of(TestingKeys.rsa2048(), TestingKeys.ec())) {
            JsonObject input = raw(new byte[32]);
            input.addProperty("certificate", TestingCertificates.pem(TestingCertificates.pipeline(key)));
            assertThat(judge(input))
                    .isEqualTo(new Output(2, "unusable: certificate: its key is not RSA of 4096 bits\n"));
        }
    }

    @Test
    void takesNoneOfSeveralCertificates() throws Exception {
        JsonObject input = raw(new byte[32]);
        input.addProperty("certificate", TestingCertificates.pem(CERTIFICATE) + TestingCertificates.pem(STRANGER));
        assertThat(judge(input))
                .isEqualTo(new Output(2, "unusable: certificate: 2 in PEM (expected: 1, as in ql-pipeline.crt)\n"));
    }

    @Test
    void saysWhatIsOfNoUseWithAnotherExitCode() throws Exception {
        for (String text : List.of("", "[]", "{}", "{\"reply\": {}, \"mode\": \"bound\"}", "{\"reply\"")) {
            Output output = run(
                    KIT.resolve("ql_verify.py").toString(),
                    Files.writeString(directory.resolve("input.json"), text).toString());
            assertThat(output.text()).startsWith("unusable: ").doesNotContain("Traceback");
            assertThat(output.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void readsNoMemberTwiceAndDigitsAlone() throws Exception {
        ChallengeRequest.Bound challenge = challenge();
        JsonObject input = input(challenge, SIGNER.direct(challenge));
        String twice = input.toString().replaceFirst("\"signature\":", "\"signature\":\"00\",\"signature\":");
        assertThat(judge(twice)).isEqualTo(new Output(2, "unusable: input: 'signature' twice in one object\n"));
        assertThat(judge(
                        "{\"now\": 1, " + input.toString().substring(1).replaceFirst("\"mode\"", "\"now\":2,\"mode\"")))
                .isEqualTo(new Output(2, "unusable: input: 'now' twice in one object\n"));
        for (String digits : List.of("00 ".repeat(32), "00".repeat(32) + "\n", "\uff10".repeat(64))) {
            reply(input).addProperty("agentNonce", digits);
            assertThat(judge(input))
                    .isEqualTo(
                            new Output(1, "rejected: ANSWER_MALFORMED: agentNonce: not there, or not hexadecimal\n"));
        }
    }

    @Test
    void saysWhatAPeerSentInAnyLocale() throws Exception {
        ChallengeRequest.Bound challenge = challenge();
        JsonObject input = input(challenge, SIGNER.direct(challenge));
        reply(input).addProperty("scheme", "\u2603");
        Path file = Files.writeString(directory.resolve("input.json"), input.toString());
        Map<String, String> ascii = Map.of("LC_ALL", "C", "PYTHONCOERCECLOCALE", "0", "PYTHONUTF8", "0");
        assertThat(run(ascii, KIT.resolve("ql_verify.py").toString(), file.toString()))
                .isEqualTo(new Output(1, "rejected: SCHEME_UNEXPECTED: scheme: '\\u2603'\n"));
    }

    /** Neither an answer nor a rejection, and no exit code of Python's own. */
    @Test
    void whatItCannotSayIsNotKnown() throws Exception {
        ChallengeRequest.Bound challenge = challenge();
        JsonObject good = input(challenge, SIGNER.direct(challenge));
        JsonObject bad = good.deepCopy();
        bad.addProperty("audience", "provider-b.example");
        String full =
                "import os, subprocess, sys; sys.exit(subprocess.call([sys.executable, '-B'] + sys.argv[1:], stdout=os.open('/dev/full', os.O_WRONLY)))";
        for (JsonObject input : List.of(good, bad)) {
            Path file = Files.writeString(directory.resolve("input.json"), input.toString());
            assertThat(run("-c", full, KIT.resolve("ql_verify.py").toString(), file.toString()))
                    .isEqualTo(new Output(2, "unusable: standard output: cannot be written\n"));
        }
    }

    @Test
    void isOfNoUseWithoutItsPackage() throws Exception {
        Path without = Files.createDirectories(directory.resolve("without/cryptography"));
        Files.writeString(without.resolve("__init__.py"), "raise BaseException('a part is missing')\n");
        assertThat(run(
                        Map.of("PYTHONPATH", directory.resolve("without").toString()),
                        KIT.resolve("ql_verify.py").toString(),
                        "-"))
                .isEqualTo(
                        new Output(
                                2,
                                "unusable: BaseException: a part is missing (expected: the package cryptography, 3.1 or later)\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "channelBindingType|[]",
                "channelBindingType|{}",
                "channelBindingType|1",
                "audience|\"Provider-A.example\"",
                "audience|\"Urn:provider-a\"",
                "audience|\"https://Provider-A.example/courses\""
            })
    void termsOfItsOwnThatCannotBeAreOfNoUse(String name, String value) throws Exception {
        ChallengeRequest.Bound challenge = challenge();
        JsonObject input = input(challenge, SIGNER.direct(challenge));
        input.add(name, JsonParser.parseString(value));
        Output output = judge(input);
        assertThat(output.text()).startsWith("unusable: " + name + ": ");
        assertThat(output.exitCode()).isEqualTo(2);
    }

    @Test
    void upperCaseAfterTheHostMakesAnotherAudience() throws Exception {
        ChallengeRequest.Bound challenge = challenge();
        JsonObject input = input(challenge, SIGNER.direct(challenge));
        input.addProperty("audience", "https://provider-a.example/Courses");
        assertThat(judge(input).text()).startsWith("rejected: SIGNATURE_INVALID");
    }

    private static JsonObject input(ChallengeRequest.Bound challenge, BoundAnswer answer) {
        var reply = new JsonObject();
        reply.addProperty("certificateSha256", answer.certificate().hex());
        reply.addProperty("scheme", answer.terms().scheme().name());
        reply.addProperty("agentNonce", answer.terms().agentNonce().hex());
        reply.addProperty("issuedAtMs", answer.terms().validity().issuedAtMillis());
        reply.addProperty("expiresAtMs", answer.terms().validity().expiresAtMillis());
        reply.addProperty("channelBindingType", "none");
        if (answer.proof() instanceof AnswerProof.Direct direct) {
            reply.addProperty("signature", hex(direct.signature().bytes()));
        } else if (answer.proof() instanceof AnswerProof.Batched batched) {
            reply.addProperty("batchProof", hex(batched.proof().encode()));
        }
        var input = new JsonObject();
        input.addProperty("mode", "bound");
        input.addProperty("certificate", TestingCertificates.pem(CERTIFICATE));
        input.addProperty("audience", AUDIENCE.value());
        input.addProperty("verifierNonce", challenge.verifierNonce().hex());
        input.add("reply", reply);
        return input;
    }

    private static ChallengeRequest.Bound challenge() {
        return new ChallengeRequest.Bound(
                Nonce.random(new SecureRandom()), Optional.of(AUDIENCE), ChannelBinding.none());
    }

    private static void shift(JsonObject input, long millis) {
        input.addProperty("now", reply(input).get("issuedAtMs").getAsLong() + millis);
    }

    private static JsonObject reply(JsonObject input) {
        return input.getAsJsonObject("reply");
    }

    private static Arguments judged(String name, String expected, Consumer<JsonObject> change) {
        return Arguments.of(name, expected, change);
    }

    private Output judge(JsonObject input) throws IOException, InterruptedException {
        return judge(input.toString());
    }

    private Output judge(String input) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("input.json"), input);
        return run(KIT.resolve("ql_verify.py").toString(), file.toString());
    }

    private Output run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    private Output run(Map<String, String> variables, String... arguments) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "output", ".log");
        var builder = new ProcessBuilder(Stream.concat(Stream.of(PYTHON, "-B", "-W", "error"), Stream.of(arguments))
                .toList());
        builder.environment().putAll(variables);
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("process: still running after 2 minutes: " + List.of(arguments));
        }
        return new Output(process.exitValue(), Files.readString(log));
    }

    private String resource(String name) throws IOException {
        Path file = directory.resolve(Objects.requireNonNull(Path.of(name).getFileName()));
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
            Files.write(file, in.readAllBytes());
        }
        return file.toString();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private record Output(int exitCode, String text) {}
}
