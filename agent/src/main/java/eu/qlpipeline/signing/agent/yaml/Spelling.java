package eu.qlpipeline.signing.agent.yaml;

import eu.qlpipeline.signing.agent.failure.TextRule;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what was meant where a name is misspelt. */
public final class Spelling {

    private static final int MAX_LENGTH = 64;

    private Spelling() {}

    /** The message for a name that is not among the known ones. */
    public static String unknown(String what, String name, Collection<String> known) {
        return "unknown " + what + ": " + TextRule.printable(name)
                + nearest(name, known)
                        .map(meant -> " (did you mean " + meant + "?)")
                        .orElseGet(() -> known.size() > 8 ? "" : " (expected: " + String.join(", ", known) + ")");
    }

    /** The known name that differs least, in at most a third of its letters and three; empty where none is near. */
    static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= allowed(candidate))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    private static int allowed(String candidate) {
        return Math.max(1, Math.min(3, candidate.length() / 3));
    }

    /** The number of letters to insert, remove or replace (Levenshtein). */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
