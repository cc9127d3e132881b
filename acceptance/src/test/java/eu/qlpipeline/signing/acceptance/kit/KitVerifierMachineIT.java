package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.web.KitFolder;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs of the kit that verify a good answer on a machine that lacks something: none calls the answer rejected. */
@ExtendWith(WithPipeline.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KitVerifierMachineIT {

    private static final List<String> TOOLS =
            List.of("awk", "cat", "cut", "date", "grep", "mktemp", "od", "rm", "tr", "wc");

    private final Pipeline pipeline;
    private final KitFolder kit;
    private final Path folder;
    private List<String> arguments = List.of();

    KitVerifierMachineIT(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.kit = pipeline.kit();
        this.folder = pipeline.folder("machine");
    }

    @BeforeAll
    void askTheAgent() throws IOException {
        byte[] challenge = HexFormat.of().parseHex("a5".repeat(32));
        try (Caller caller = pipeline.call()) {
            arguments = List.of(
                    Files.write(folder.resolve("challenge.bin"), challenge).toString(),
                    Files.write(folder.resolve("signature.bin"), caller.sign(challenge))
                            .toString(),
                    kit.file("ql-pipeline.crt").toString());
        }
    }

    @Test
    void pythonWithoutItsPackageIsOfNoUse() throws IOException {
        Path without = Files.createDirectories(folder.resolve("python/cryptography"));
        // Its newer releases end so where a part of theirs is missing: not by an Exception.
        Files.writeString(without.resolve("__init__.py"), "raise BaseException('a part is missing')\n");
        assertUnusable(
                run(KitVerifier.PYTHON, "PYTHONPATH", folder.resolve("python").toString()),
                "BaseException: a part is missing (expected: Python with the package cryptography, 3.1 or later)");
    }

    @Test
    void aShellWithoutOpensslIsOfNoUse() throws IOException {
        assertUnusable(run(KitVerifier.OPENSSL, "PATH", tools("without").toString()), "openssl: not installed");
    }

    @Test
    void anOpensslThatDoesNotKnowTheSignatureIsOfNoUse() throws IOException {
        Path tools = tools("old");
        Path program = Files.writeString(
                tools.resolve("openssl"),
                "#!/bin/sh\ncase $* in *rsa_pss_saltlen*) echo no such option; exit 1;; esac\nexec /usr/bin/openssl \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertUnusable(run(KitVerifier.OPENSSL, "PATH", tools.toString()), "openssl: no such option");
    }

    @Test
    void aShellWithoutRoomForAFileIsOfNoUse() {
        Outcome outcome =
                run(KitVerifier.OPENSSL, "TMPDIR", folder.resolve("missing").toString());
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).endsWith("unusable: temporary folder: cannot be made\n");
    }

    @ParameterizedTest
    @EnumSource
    void takesWhatCanBeReadOnce(KitVerifier verifier) {
        Outcome outcome = runInBash(verifier, "exec \"${@:4}\" <(cat \"$1\") <(cat \"$2\") <(cat \"$3\")");
        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        assertThat(outcome.out()).startsWith("verified: SHA256:");
    }

    /** What was found stands nowhere then, and 0 or 1 alone would be an answer. */
    @ParameterizedTest
    @EnumSource
    void whatCannotBeSaidIsNotKnown(KitVerifier verifier) throws IOException {
        assertUnusable(
                runInBash(verifier, "exec \"${@:4}\" \"${@:1:3}\" >/dev/full"), "standard output: cannot be written");
        assertUnusable(
                runInBash(verifier, "exec \"${@:4}\" \"$2\" \"$2\" \"$3\" >/dev/full"),
                "standard output: cannot be written");
    }

    /** Runs a script that has the three files, and then the verifier's command line. */
    private Outcome runInBash(KitVerifier verifier, String script) {
        Program program = Program.of(kit.directory(), "bash", "-c", script, "bash")
                .with(arguments)
                .with(verifier.program(kit.directory()).command());
        return verifier.run(pipeline.processes(), program);
    }

    @Test
    void nodeRejectsACertificateWhoseDatesItCannotRead() throws IOException {
        Path first = Files.writeString(folder.resolve("first.cjs"), "Date.parse = () => NaN;\n");
        Outcome outcome = run(KitVerifier.NODE, "NODE_OPTIONS", "--require=" + first);
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
        assertThat(outcome.out()).isEqualTo("rejected: certificate: not valid now\n");
    }

    @Test
    void nodeInWhichSomethingFailsIsOfNoUse() throws IOException {
        Path first =
                Files.writeString(folder.resolve("broken.cjs"), "Date.now = () => { throw new Error('broken'); };\n");
        assertUnusable(
                run(KitVerifier.NODE, "NODE_OPTIONS", "--require=" + first),
                "Error: broken (expected: Node 16 or later)");
    }

    private Outcome run(KitVerifier verifier, String variable, String value) {
        Program program = verifier.program(kit.directory()).with(arguments).withVariable(variable, value);
        return verifier.run(pipeline.processes(), program);
    }

    /** A folder with what the shell needs, and no openssl. */
    private Path tools(String name) throws IOException {
        Path tools = Files.createDirectory(folder.resolve(name));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        return tools;
    }

    private static void assertUnusable(Outcome outcome, String words) {
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isEqualTo("unusable: " + words + "\n");
    }
}
