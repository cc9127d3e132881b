package eu.qlpipeline.signing.acceptance.process;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What became of a program that has ended.
 *
 * @param command what was run
 * @param exitCode the exit code; 128 + n after signal n
 * @param out all of its standard output
 * @param err all of its standard error
 * @param elapsed from start to end
 */
public record Outcome(List<String> command, int exitCode, String out, String err, Duration elapsed) {

    /** Copies what is mutable. */
    public Outcome {
        command = List.copyOf(command);
    }

    /**
     * This outcome, if the program ended well.
     *
     * @throws ProgramException if the exit code is not 0
     */
    public Outcome orThrow() {
        if (exitCode != 0) {
            throw new ProgramException("exit code: " + exitCode + " (expected: 0)\n" + this);
        }
        return this;
    }

    /**
     * Standard output, read as one JSON object.
     *
     * @throws ProgramException if it is not one
     */
    public JsonObject json() {
        try {
            return JsonParser.parseString(out).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new ProgramException("standard output: not a JSON object\n" + this, e);
        }
    }

    /** The command line and all output, for people. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "$ %s%n%s%s[exit code %d after %d ms]",
                String.join(" ", command),
                out,
                err,
                exitCode,
                elapsed.toMillis());
    }
}
