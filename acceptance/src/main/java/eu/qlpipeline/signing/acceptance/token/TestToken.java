package eu.qlpipeline.signing.acceptance.token;

import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.ProgramException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A SoftHSM token in a folder of its own, since two processes that log in to one token at the same moment can fail.
 *
 * @param directory its folder
 * @param module the PKCS#11 library
 * @param label the token's label
 */
public record TestToken(Path directory, Path module, String label) {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Pattern MODULE =
            Pattern.compile("^export SIGNING_AGENT_TOKEN_MODULE=(.+)$", Pattern.MULTILINE);

    /** Makes an empty token with the script that people use too. */
    public static TestToken make(Checkout checkout, Processes processes, Path directory, String label) {
        var script = checkout.script("softhsm/make-token", checkout.root());
        String exports = processes
                .run(script.with(directory.toString(), label), DEADLINE)
                .orThrow()
                .out();
        var module = MODULE.matcher(exports);
        if (!module.find()) {
            throw new ProgramException("make-token: names no module\n" + exports);
        }
        return new TestToken(directory, Path.of(module.group(1)), label);
    }

    /** A copy of this token and all it holds in another folder. No process may be using it. */
    public TestToken copyTo(Path target) {
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.toList()) {
                Files.copy(path, target.resolve(directory.relativize(path).toString()));
            }
            var copy = new TestToken(target, module, label);
            String moved = Files.readString(configuration()).replace(directory.toString(), target.toString());
            Files.writeString(copy.configuration(), moved);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process needs in its environment to find the token's folder. */
    public Map<String, String> environment() {
        return Map.of("SOFTHSM2_CONF", configuration().toString());
    }

    /** SoftHSM's configuration file. */
    public Path configuration() {
        return directory.resolve("softhsm2.conf");
    }

    /** The file that holds the user's PIN. */
    public Path pinFile() {
        return directory.resolve("pin");
    }

    /** The user's PIN. */
    public String pin() {
        return read("pin");
    }

    String securityOfficerPin() {
        return read("so-pin");
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
