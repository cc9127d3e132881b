package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.agent.audit.TestingAudit;
import eu.qlpipeline.signing.agent.audit.TestingCheckpointSigner;
import eu.qlpipeline.signing.agent.audit.TestingNotes;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptText;
import eu.qlpipeline.signing.contract.audit.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditVerbsTest {

    private static final String SEE_WHAT_IS_WRONG = "hint: see all that is wrong with: signing-agent audit verify\n";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private Path log;
    private Path certificate;

    @BeforeEach
    void writeALog() throws IOException {
        log = directory.resolve("log");
        TestingAudit.write(log, 20);
        certificate = Files.writeString(
                directory.resolve("c.pem"), CertificateEncoding.pem(TestingCheckpointSigner.certificate()));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of("audit"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--log", log.toString()));
        return SigningAgentMain.commandLine(Map.of(), new ByteArrayOutputStream(), all)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private int verify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("verify", "--certificate", certificate.toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private JsonObject json() {
        return JsonParser.parseString(out.toString()).getAsJsonObject();
    }

    private Path first() {
        return log.resolve("audit-0000000000000000000.log");
    }

    @Test
    void verifiesWithNothingButTheLogAndTheCertificate() {
        assertThat(verify()).isEqualTo(ExitCode.DONE);
        assertThat(out.toString().lines())
                .anyMatch(line ->
                        line.matches("signing-agent-audit/[0-9a-f]{32}: 41 records, 41 signed, by \\d+ checkpoints"))
                .endsWith("good");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void verifiesWithTheCertificateOfTheConfiguration() {
        List<String> least = List.of("--set=token.module=/m", "--set=token.label=t", "--set=token.pin.file=/p");
        List<String> arguments = new ArrayList<>(List.of("verify", "--set=certificate.file=" + certificate));
        arguments.addAll(least);
        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(ExitCode.DONE);
        assertThat(out.toString().lines()).endsWith("good");

        arguments.set(1, "--set=certificate.file=" + directory.resolve("none.crt"));
        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("certificate: " + directory.resolve("none.crt") + " cannot be read");
    }

    @Test
    void namesThePlaceOfAChangedBit() throws IOException {
        byte[] content = Files.readAllBytes(first());
        content[200] ^= 1;
        Files.write(first(), content);

        assertThat(verify("--json")).isEqualTo(ExitCode.REFUSED);
        assertThat(json().get("ok").getAsBoolean()).isFalse();
        JsonObject place =
                json().getAsJsonArray("findings").get(0).getAsJsonObject().getAsJsonObject("place");
        assertThat(place.get("file").getAsString())
                .isEqualTo(first().getFileName().toString());
        assertThat(place.get("offset").getAsLong()).isBetween(73L, 200L);
        assertThat(place.get("sequence").getAsLong()).isPositive();
    }

    @Test
    void findsARemovedTailAgainstAnExportedCheckpoint() throws IOException {
        Path kept = directory.resolve("kept.txt");
        assertThat(run("checkpoint", "--out", kept.toString())).isEqualTo(ExitCode.DONE);
        assertThat(kept).content().hasLineCount(7).startsWith("signing-agent-audit/");
        assertThat(verify("--checkpoint", kept.toString())).isEqualTo(ExitCode.DONE);

        Path shorter = directory.resolve("shorter");
        Files.createDirectory(shorter);
        Files.copy(first(), shorter.resolve(first().getFileName()));
        log = shorter;
        assertThat(verify("--live", "--checkpoint", kept.toString())).isEqualTo(ExitCode.REFUSED);
        assertThat(out.toString()).contains("TAIL_REMOVED audit-0000000000000000000.log at byte ");
    }

    /** An agent that was killed leaves no end within a record that a checkpoint signs. */
    @Test
    void anEndWithinARecordIsCalledInnocentOnlyWhereNoCheckpointSignsIt() throws IOException {
        TestingAudit.append(newest(), new AuditRecord.Opened(41, 1_000, 0));
        byte[] content = Files.readAllBytes(newest());
        Files.write(newest(), Arrays.copyOf(content, content.length - 1));
        assertThat(verify()).isEqualTo(ExitCode.REFUSED);
        assertThat(out.toString()).startsWith("TORN ").doesNotContain("TAIL_REMOVED");
        assertThat(err.toString()).startsWith("hint: an agent that was killed while it wrote leaves this");

        Files.write(newest(), Arrays.copyOf(content, content.length - 60));
        assertThat(verify()).isEqualTo(ExitCode.REFUSED);
        assertThat(out.toString()).startsWith("TORN ").contains("\nTAIL_REMOVED ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anUnsignedTailIsPermittedOnlyWhileTheAgentRuns() throws IOException {
        try (var files = Files.newDirectoryStream(log, "*.checkpoints")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        assertThat(verify()).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString())
                .contains("hint: the log of a running or killed agent ends like this; --live permits it");
        assertThat(verify("--live")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .contains("not signed yet: from audit-0000000000000000000.log at byte 73, sequence 0");
        assertThat(run("checkpoint", "--out", directory.resolve("x").toString()))
                .isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void anUnsignedTailIsNotThatOfARunningAgentForLong() throws IOException {
        // Of 1970, and nobody signed it since.
        TestingAudit.append(newest(), new AuditRecord.Opened(41, 1_000, 0));
        assertThat(verify("--live")).isEqualTo(ExitCode.REFUSED);
        assertThat(out.toString())
                .startsWith("TAIL_STALE ")
                .contains("since 1970-01-01T00:00:01Z (expected: since ")
                .containsPattern(
                        "not signed yet: from \\S+ at byte \\d+, sequence 41, since 1970-01-01T00:00:01Z, for \\d+ s\n");
        assertThat(err.toString()).startsWith("hint: an agent that runs");

        assertThat(verify("--live", "--json", "--unsigned-minutes", "52560000")).isEqualTo(ExitCode.DONE);
        assertThat(json().get("unsignedSince").getAsString()).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(json().get("unsignedSeconds").getAsLong()).isGreaterThan(1_700_000_000L);
        assertThat(verify("--live", "--unsigned-minutes", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--unsigned-minutes: 0 (expected: 1..52560000)");
    }

    /** The clock is looked at before the log is read. */
    @Test
    void whatIsMadeAfterTheVerificationBeganIsUnsignedSinceThen() throws IOException {
        TestingAudit.append(
                newest(),
                new AuditRecord.Opened(41, Instant.parse("2999-01-01T00:00:00Z").toEpochMilli(), 0));
        assertThat(verify("--live", "--json")).isEqualTo(ExitCode.DONE);
        assertThat(json().get("unsignedSeconds").getAsLong()).isZero();
        assertThat(verify("--live")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains(", since 2999-01-01T00:00:00Z, for 0 s\n");
    }

    private Path newest() throws IOException {
        List<SegmentName> segments = new LogDirectory(log).segments();
        return log.resolve(segments.get(segments.size() - 1).file());
    }

    @Test
    void showsRecordsAsLines() {
        assertThat(run("show")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString().lines())
                .hasSize(41)
                .anyMatch(line -> line.matches("0 \\S+ opened"))
                .anyMatch(line -> line.matches("1 \\S+ intent provider-a raw-challenge -"))
                .anyMatch(line -> line.matches("4 \\S+ outcome provider-b bound-challenge b.example SIGNED"));
    }

    @Test
    void showsWhatIsLookedForAsJson() {
        assertThat(run("show", "--json", "--caller", "provider-b", "--outcome", "TOKEN_SESSION_LOST"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString().lines()).hasSize(2).allSatisfy(line -> {
            JsonObject found = JsonParser.parseString(line).getAsJsonObject();
            assertThat(found.get("caller").getAsString()).isEqualTo("provider-b");
            assertThat(found.get("outcome").getAsString()).isEqualTo("TOKEN_SESSION_LOST");
        });

        run("show", "--json", "--purpose", "raw-challenge", "--outcome", "SIGNED");
        assertThat(out.toString().lines())
                .hasSize(10)
                .allMatch(line -> line.contains("\"signatureSha256\":\"") && line.contains("\"generation\":1"));
        run("show", "--since", "2999-01-01T00:00:00Z");
        assertThat(out.toString()).isEmpty();
        assertThat(err).hasToString("no record matches, of 41 in " + log + "\n");
    }

    @Test
    void anOutcomeThatThereIsNotIsNoneThatIsNotFound() throws IOException {
        for (String outcome : List.of("foo", "signed")) {
            assertThat(run("show", "--outcome", outcome)).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString()).startsWith("signing-agent: --outcome: unknown outcome: " + outcome + "\nhint: ");
        }
        log = Files.createDirectory(directory.resolve("empty"));
        assertThat(run("show")).isEqualTo(ExitCode.DONE);
        assertThat(err).hasToString("no record in " + log + "\n");
        assertThat(verify()).isEqualTo(ExitCode.REFUSED);
        assertThat(out.toString()).contains("GAP log at byte 0").contains("\nno log: 0 records");
    }

    private int receipt(long sequence, Path out) {
        return run("receipt", "--record", String.valueOf(sequence), "--out", out.toString());
    }

    /** For callers whose agent has that part of the log no more: an auditor has it. */
    @Test
    void makesTheReceiptOfEachSignatureAndOfNothingElse() throws Exception {
        int receipts = 0;
        for (AuditRecord logRecord : TestingAudit.read(log)) {
            Path out = directory.resolve("receipt-" + logRecord.sequence());
            if (logRecord instanceof AuditRecord.Outcome outcome && outcome.result() instanceof Result.Signed) {
                assertThat(receipt(logRecord.sequence(), out)).isEqualTo(ExitCode.DONE);
                Receipt receipt = ReceiptText.decode(Files.readAllBytes(out));
                receipt.verify(TestingCheckpointSigner.certificate());
                assertThat(receipt.outcome()).isEqualTo(outcome);
                receipts++;
            } else {
                assertThat(receipt(logRecord.sequence(), out)).isEqualTo(ExitCode.REFUSED);
                assertThat(err.toString())
                        .contains(": not of a signature (expected: an outcome that is SIGNED)\nhint: ");
                assertThat(out).doesNotExist();
            }
        }
        // Each tenth was refused.
        assertThat(receipts).isEqualTo(18);
    }

    @Test
    void aReceiptNeedsARecordThatIsThereAndACheckpointOverIt() throws IOException {
        Path out = directory.resolve("receipt");
        for (long sequence : new long[] {41, Long.MAX_VALUE, -1}) {
            assertThat(receipt(sequence, out)).isEqualTo(ExitCode.REFUSED);
            assertThat(err.toString())
                    .startsWith("signing-agent: record " + sequence
                            + ": not in this log (expected: the number of one of its records)\nhint: ");
        }
        try (var files = Files.newDirectoryStream(log, "*.checkpoints")) {
            for (Path checkpoints : files) {
                Files.delete(checkpoints);
            }
        }
        assertThat(receipt(signed(), out)).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString()).contains(": no checkpoint covers it yet (expected: one after it)\nhint: ");
        assertThat(out).doesNotExist();
    }

    /** Whoever is given it has to know why no verifier takes it, and what could help. */
    @Test
    void aReceiptThatAnotherKeyAloneVouchesForIsMadeWithAWord() throws IOException {
        try (var files = Files.newDirectoryStream(log, "*.checkpoints")) {
            for (Path checkpoints : files) {
                Files.delete(checkpoints);
            }
        }
        TestingNotes.appendOfAnother(log);
        assertThat(receipt(signed(), directory.resolve("other"))).isEqualTo(ExitCode.DONE);
        assertThat(err.toString())
                .contains("\ncheckpoint: of certificate SHA256:" + "0".repeat(64) + " (expected: "
                        + CertificateFingerprint.of(TestingCheckpointSigner.certificate())
                        + ", as the record): verifiers reject the receipt (CERTIFICATE_OTHER)\nhint: ");

        TestingAudit.write(log, 1);
        assertThat(receipt(signed(), directory.resolve("own"))).isEqualTo(ExitCode.DONE);
        assertThat(err.toString()).startsWith("receipt of record ").hasLineCount(1);
    }

    @Test
    void aCheckpointThatIsNotThereToItsEndIsNoDamage() throws Exception {
        Path newest = TestingNotes.newestFile(log);
        byte[] content = Files.readAllBytes(newest);
        long last = TestingAudit.read(log).size() - 3L;
        Files.write(newest, Arrays.copyOf(content, content.length - 1));
        Path out = directory.resolve("receipt");
        assertThat(receipt(last, out)).isEqualTo(ExitCode.DONE);
        ReceiptText.decode(Files.readAllBytes(out)).verify(TestingCheckpointSigner.certificate());

        Files.write(newest, Arrays.copyOf(content, content.length - 300));
        assertThat(receipt(last, directory.resolve("none"))).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString()).contains(": no checkpoint covers it yet (expected: one after it)\nhint: ");
    }

    /** As of a log whose parts were moved away, and not all brought together. */
    @Test
    void aReceiptSaysWhichPartOfTheLogIsMissing() throws IOException {
        log = directory.resolve("parts");
        TestingAudit.write(log, 60);
        SegmentName middle = new LogDirectory(log).segments().get(1);
        Files.move(log.resolve(middle.file()), directory.resolve(middle.file()));
        assertThat(receipt(signed(), directory.resolve("receipt"))).isEqualTo(ExitCode.USAGE);
        assertThat(err)
                .hasToString("signing-agent: log: audit-0000000000000000000.log at byte " + Files.size(first())
                        + ": segments: none has record " + middle.first()
                        + " (expected: all of the first 121, which the checkpoint signs)\n" + SEE_WHAT_IS_WRONG);
    }

    @Test
    void aReceiptIsNotMadeOfRecordsThatNoCheckpointSigned() throws IOException {
        for (SegmentName segment : new LogDirectory(log).segments()) {
            Files.deleteIfExists(log.resolve(segment.checkpoints()));
        }
        TestingNotes.append(log, TestingNotes.checkpoint(TreeHead.of(41, new byte[32]), 1));
        assertThat(receipt(signed(), directory.resolve("receipt"))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .startsWith("signing-agent: log: " + newest().getFileName() + " at byte " + Files.size(newest())
                        + ": records: not those of the checkpoint of 1970-01-01T00:00:00.001Z (expected: ")
                .endsWith(SEE_WHAT_IS_WRONG);
    }

    /** Whoever can write the directory would clear the auditor's terminal, and say "good" there. */
    @Test
    void whatStandsInTheLogDoesNotSteerATerminal() throws IOException {
        byte[] good = TestingNotes.note(41);
        String note = new String(good, StandardCharsets.UTF_8)
                .replaceFirst("\n41\n", "\n\u001B[2J\u001B[H\u001B]0;owned\u0007good\rgood\u009B8m\n");
        Files.writeString(TestingNotes.newestFile(log), note, StandardOpenOption.APPEND);

        assertThat(verify()).isEqualTo(ExitCode.REFUSED);
        assertThat(out.toString()).startsWith("DAMAGED ").contains("?[2J?[H?]0;owned?good?good?8m");
        assertThat(run("checkpoint", "--out", directory.resolve("x").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("?[2J?[H?]0;owned?good?good?8m");
        var doctor = new TestingVerbs();
        assertThat(doctor.run("doctor", "--set=audit.directory=" + log)).isEqualTo(ExitCode.REFUSED);
        assertThat(doctor.out()).contains("?[2J?[H?]0;owned?good?good?8m");
        assertThat((out + err.toString() + doctor.out()).lines()).noneMatch(line -> line.matches(".*\\p{C}.*"));
    }

    private long signed() {
        return TestingAudit.read(log).stream()
                .filter(logRecord -> logRecord instanceof AuditRecord.Outcome)
                .mapToLong(AuditRecord::sequence)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anExportReplacesNothing() throws IOException {
        Path key = Files.writeString(directory.resolve("agent-tls.key"), "a key");
        assertThat(run("checkpoint", "--out", key.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .startsWith(
                        "signing-agent: --out: " + key + " is there already (expected: no file; none is replaced)\n")
                .contains("\nhint: ");
        assertThat(key).hasContent("a key");

        assertThat(run("checkpoint", "--out", directory.resolve("none/c").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("/none is not there\n").contains("mkdir -p ");
    }

    @Test
    void whyAFileCannotBeReadIsSaidInWords() {
        assertThat(verify("--checkpoint", "/nonexistent")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("checkpoint: /nonexistent cannot be read: it is not there\n")
                .doesNotContain("Exception");
    }

    /** Whoever can write the directory would have the auditor wait for ever by a pipe, and read for ever by a device. */
    @ParameterizedTest
    @ValueSource(strings = {"log", "checkpoints"})
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsNoFileIsNotOpened(String ending) throws Exception {
        Path file = Files.move(log.resolve("audit-0000000000000000000." + ending), directory.resolve("moved"));
        Path pipe = log.resolve("audit-0000000000000000000." + ending);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(verify()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains(pipe
                        + " cannot be read: it is there and no regular file (expected: a file, or a link to one)\n");
        assertThat(run("show")).isEqualTo(ending.equals("log") ? ExitCode.USAGE : ExitCode.DONE);

        Files.delete(pipe);
        Files.createSymbolicLink(pipe, Path.of("/dev/zero"));
        assertThat(verify()).isEqualTo(ExitCode.USAGE);
        Files.delete(pipe);
        Files.createSymbolicLink(pipe, file);
        assertThat(verify()).isEqualTo(ExitCode.DONE);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aCheckpointWithoutEndIsNone() {
        assertThat(verify("--checkpoint", "/dev/zero")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("checkpoint: /dev/zero holds none: ")
                .contains("\nhint: ");
    }

    /** The first in it would be taken, and the checkpoints of the other called foreign. */
    @Test
    void aFileOfSeveralCertificatesIsRefused() throws IOException {
        String pem = Files.readString(certificate);
        Files.writeString(certificate, "text\n" + pem + pem);
        assertThat(verify()).isEqualTo(ExitCode.USAGE);
        assertThat(err)
                .hasToString(
                        "signing-agent: certificate: " + certificate
                                + " holds 2 (expected: one)\nhint: one file for each, and --certificate once for each of them\n");

        Files.writeString(certificate, "text\n" + pem);
        assertThat(verify()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void refusesWhatItCannotUse() throws IOException {
        assertThat(run("verify")).isEqualTo(ExitCode.USAGE);
        assertThat(run("show", "--since", "yesterday")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("""
                        signing-agent: --since: yesterday (expected: a time, as 2026-05-01T10:00:00Z)
                        hint: signing-agent audit show --help
                        """);
        assertThat(run("show", "--purpose", "any")).isEqualTo(ExitCode.USAGE);
        assertThat(verify("--checkpoint", certificate.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(verify("--certificate", log.toString())).isEqualTo(ExitCode.USAGE);

        log = directory.resolve("none");
        assertThat(verify()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("is not there (expected: the directory of an audit log)\nhint: ");
    }

    @Test
    void takesTheDirectoryFromTheConfiguration() {
        var commandLine = SigningAgentMain.commandLine(Map.of(), new ByteArrayOutputStream(), List.of("audit"))
                .setOut(new PrintWriter(out));
        assertThat(commandLine.execute(
                        "audit",
                        "show",
                        "--debug",
                        "--set=token.module=/m",
                        "--set=token.label=t",
                        "--set=token.pin.file=/p",
                        "--set=audit.directory=" + log))
                .isZero();
        assertThat(out.toString().lines()).hasSize(41);
    }
}
