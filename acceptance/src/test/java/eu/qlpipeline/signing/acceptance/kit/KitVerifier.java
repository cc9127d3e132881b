package eu.qlpipeline.signing.acceptance.kit;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The kit's verification of a challenge, run as its README says. */
enum KitVerifier {
    PYTHON("ql_challenge.py", "/usr/bin/python3"),
    OPENSSL("ql_challenge.sh", "sh"),
    NODE("ql_challenge.mjs", "node"),
    JAVA(
            "QlChallenge.java",
            Path.of(System.getProperty("java.home"), "bin", "java").toString());

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final String file;
    private final String interpreter;

    KitVerifier(String file, String interpreter) {
        this.file = file;
        this.interpreter = interpreter;
    }

    Outcome run(Processes processes, Path kit, List<String> arguments) {
        return run(processes, program(kit).with(arguments));
    }

    Outcome run(Processes processes, Program program) {
        return processes.run(program, DEADLINE);
    }

    /** The program without its arguments. */
    Program program(Path kit) {
        return Program.of(kit, interpreter, kit.resolve("verify").resolve(file).toString());
    }
}
