package eu.qlpipeline.signing.acceptance.demo;

import com.google.gson.GsonBuilder;
import eu.qlpipeline.signing.acceptance.process.ProgramException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells the story as it happens, and keeps it for the report. */
final class Narrator {

    private final PrintStream out;
    private final Interruption interruption;
    private final List<Step> steps = new ArrayList<>();

    Narrator(PrintStream out, Interruption interruption) {
        this.out = out;
        this.interruption = interruption;
    }

    /** Begins a part of the notebook. */
    void part(int number, String title) {
        out.printf(Locale.ROOT, "%nPart %d: %s%n", number, title);
    }

    /**
     * Tells one step.
     *
     * @throws ProgramException if the demo was told to stop, since that is what the step then shows
     */
    void step(int part, String step, boolean ok, Map<String, Object> detail) {
        if (interruption.told()) {
            throw new ProgramException("interrupted");
        }
        steps.add(new Step(part, step, ok, detail));
        out.printf("  %s %s%n", ok ? "ok    " : "FAILED", step);
        detail.forEach((name, value) -> out.printf("           %-22s %s%n", name, value));
    }

    /** Tells something that is no step. */
    void note(String line) {
        out.println("         " + line);
    }

    /** A line that grows while something takes long. */
    void progress(String text) {
        out.print(text);
        out.flush();
    }

    /** Whether every step came out as it must, and there was one. */
    boolean everyStepHeld() {
        return !steps.isEmpty() && steps.stream().allMatch(Step::ok);
    }

    /** How many steps there were. */
    int count() {
        return steps.size();
    }

    /** Writes the steps as a JSON list. */
    void report(Path file) {
        try {
            Files.writeString(
                    file,
                    new GsonBuilder()
                                    .setPrettyPrinting()
                                    .disableHtmlEscaping()
                                    .create()
                                    .toJson(steps)
                            + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Details in the order given: name, value, name, value. */
    static Map<String, Object> detail(Object... namesAndValues) {
        Map<String, Object> detail = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            detail.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return detail;
    }
}
