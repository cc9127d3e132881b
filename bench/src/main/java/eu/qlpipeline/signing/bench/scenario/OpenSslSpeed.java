package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.bench.measure.Stand;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code openssl speed rsa4096} says of one core.
 *
 * @param signsPerSecond signatures
 * @param verifiesPerSecond verifications
 */
record OpenSslSpeed(double signsPerSecond, double verifiesPerSecond) {

    private static final Pattern LINE =
            Pattern.compile("^rsa 4096 bits .*\\s([0-9.]+)\\s+([0-9.]+)\\s*$", Pattern.MULTILINE);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Runs the program, for the time of the raw loop each. */
    static OpenSslSpeed run(Stand stand) {
        var program = Program.of(
                stand.bed().home().directory(),
                "openssl",
                "speed",
                "-seconds",
                Long.toString(stand.pace().raw().toSeconds()),
                "rsa4096");
        String out = stand.bed().processes().run(program, PATIENCE).orThrow().out();
        Matcher line = LINE.matcher(out);
        if (!line.find()) {
            throw new IllegalStateException("openssl speed: no line for rsa 4096");
        }
        return new OpenSslSpeed(Double.parseDouble(line.group(1)), Double.parseDouble(line.group(2)));
    }
}
