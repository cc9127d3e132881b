package eu.qlpipeline.signing.acceptance.identity;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** The openssl program. */
public final class OpenSsl {

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private static final Path ANYWHERE = Path.of("/");

    private final Processes processes;

    /**
     * @param processes the owner of what runs
     */
    public OpenSsl(Processes processes) {
        this.processes = processes;
    }

    /** Runs openssl; files are named by absolute paths. */
    public Outcome run(String... arguments) {
        return processes.run(Program.of(ANYWHERE, "openssl").with(arguments), DEADLINE);
    }

    /** The SHA-256 fingerprint of a PEM certificate: 64 lower-case hexadecimal digits. */
    public String fingerprint(Path certificate) {
        String line = run("x509", "-in", certificate.toString(), "-noout", "-fingerprint", "-sha256")
                .orThrow()
                .out();
        return line.substring(line.indexOf('=') + 1).strip().replace(":", "").toLowerCase(Locale.ROOT);
    }
}
