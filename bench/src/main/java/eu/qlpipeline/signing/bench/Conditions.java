package eu.qlpipeline.signing.bench;

import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.bench.measure.Stand;
import java.time.Duration;
import java.util.Locale;

/** On what was measured, in one line. */
final class Conditions {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Conditions() {}

    static String of(Stand stand) {
        return String.format(
                Locale.ROOT,
                "%d processors, Java %s, SoftHSM %s, %s; %d rounds.",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                run(stand, "softhsm2-util", "--version"),
                run(stand, "openssl", "version"),
                stand.pace().rounds());
    }

    private static String run(Stand stand, String... command) {
        var program = Program.of(stand.bed().home().directory(), command);
        return stand.bed().processes().run(program, PATIENCE).orThrow().out().strip();
    }
}
