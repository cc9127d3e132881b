package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program verifies what programs sign that are not ours. */
class InteroperabilityIT {

    private static final Path JAR = Path.of("target", "signing-verifier.jar").toAbsolutePath();

    @TempDir
    private Path directory;

    @Test
    void acceptsWhatTheNotebookSignsAndNothingElse() throws Exception {
        Path script = Path.of(Objects.requireNonNull(getClass().getResource("/interop/notebook.py"))
                .toURI());
        // Debian's interpreter, since python3-cryptography is its package.
        Output python = run("/usr/bin/python3", "-W", "ignore", script.toString(), directory.toString());
        assertThat(python.exitCode()).as(python.text()).isZero();
        trust(python.text().strip());

        Output verified = check("signature.bin");
        assertThat(verified.text()).contains("\"verified\": true");
        assertThat(verified.exitCode()).isZero();

        assertRejected(check("signature-salt32.bin"));
        assertRandomBytesAreRejected();
    }

    @Test
    void acceptsWhatOpensslSigns() throws Exception {
        byte[] challenge = new byte[32];
        new SecureRandom().nextBytes(challenge);
        Files.write(directory.resolve("challenge.bin"), challenge);
        openssl(
                "req -x509 -newkey rsa:4096 -nodes -days 2 -keyout key.pem -out ql-pipeline.crt",
                "-subj",
                "/C=EU/O=Quality Link/CN=ql-pipeline.eu");
        openssl("dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:max -sigopt rsa_mgf1_md:sha256"
                + " -sign key.pem -out signature.bin challenge.bin");
        openssl("dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -sigopt rsa_mgf1_md:sha256"
                + " -sign key.pem -out signature-salt32.bin challenge.bin");
        openssl("dgst -sha256 -sign key.pem -out signature-pkcs1.bin challenge.bin");
        Output fingerprint = openssl("x509 -in ql-pipeline.crt -noout -fingerprint -sha256");
        trust(fingerprint.text().strip().replaceFirst("(?i)^sha256 fingerprint=", ""));

        Output verified = check("signature.bin");
        assertThat(verified.text()).contains("\"verified\": true");
        assertThat(verified.exitCode()).isZero();

        assertRejected(check("signature-salt32.bin"));
        assertRejected(check("signature-pkcs1.bin"));
        assertRandomBytesAreRejected();
    }

    private void assertRandomBytesAreRejected() throws Exception {
        byte[] noise = new byte[512];
        new SecureRandom().nextBytes(noise);
        Files.write(directory.resolve("noise.bin"), noise);
        assertRejected(check("noise.bin"));
    }

    private static void assertRejected(Output check) {
        assertThat(check.text()).contains("\"verified\": false", "\"reason\": \"SIGNATURE_INVALID\"");
        assertThat(check.exitCode()).isEqualTo(1);
    }

    private void trust(String fingerprint) throws Exception {
        Output added = verifier("trust", "add", "ql-pipeline.crt", "--fingerprint", fingerprint);
        assertThat(added.exitCode()).as(added.text()).isZero();
    }

    private Output check(String signature) throws Exception {
        return verifier("check", "--challenge", "@challenge.bin", "--signature", "@" + signature, "--json");
    }

    private Output verifier(String... arguments) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private Output openssl(String arguments, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ", -1)));
        command.addAll(List.of(more));
        Output output = run(command.toArray(String[]::new));
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output;
    }

    private Output run(String... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "output", ".log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("process: still running after 2 minutes: " + List.of(command));
        }
        return new Output(process.exitValue(), Files.readString(log));
    }

    private record Output(int exitCode, String text) {}
}
