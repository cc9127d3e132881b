package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of arguments that cannot be used: in words of the program, and why. */
class UnusableArgumentsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "trust|list|--trust-store|; an empty name (expected: that of a file or directory)",
                "trust|add|; Invalid value for FILE: an empty name (expected: that of a file or directory)",
                "receipt|get|--out|; an empty name (expected: that of a file or directory)",
                "receipt|get|--at|now; time: now (expected: such as 2026-05-01T10:00:00Z)",
                "check|--subject|; subject:  (expected: such as CN=example,C=EU)",
                "check|--challenge|; no bytes (expected: hexadecimal, base64, or a file as @FILE)",
                "check|--challenge|@; an empty name (expected: that of a file or directory)",
                "check|--challenge|@{dir}; {dir}: is a directory",
                "check|--challenge|@{dir}/missing; {dir}/missing: no such file",
                "check|--challenge|@/dev/zero; /dev/zero: more than 65536 bytes (expected: the bytes themselves)",
                "check|--certificate|{dir}; {dir}: is a directory",
                "check|--certificate|{dir}/dangling; {dir}/dangling: a link that leads nowhere",
                "check|--certificate|; an empty name (expected: that of a file or directory)",
                "verify|--count|abc; abc (expected: a whole number of at most 2147483647)",
                "verify|--deadline|61m; time: 61m (expected: seconds, or such as 500ms, 10s or 2m)",
                "verify|--agent|::1:18443; agent: ::1:18443 (expected: [::1]:18443)",
                "verify|--agent|a:b:1; agent: a:b:1 (expected: HOST:PORT)"
            })
    void saysWhatIsTheMatter(String arguments, String words) throws Exception {
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nowhere"));
        CommandRun run = CommandRun.of(
                Map.of(),
                Clock.systemUTC(),
                arguments.replace("{dir}", directory.toString()).split("\\|", -1));
        assertThat(run.err())
                .startsWith("signing-verifier: Invalid value for ")
                .contains(words.replace("{dir}", directory.toString()) + "\nhint: ");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void saysThatTheVariableIsTheNameOfNoDirectory() {
        CommandRun run = CommandRun.of(Map.of("SIGNING_VERIFIER_TRUST", "a\0b"), Clock.systemUTC(), "trust", "list");
        assertThat(run.err())
                .startsWith("signing-verifier: SIGNING_VERIFIER_TRUST: ")
                .contains("(expected: ");
    }
}
