package eu.qlpipeline.signing.agent.files;

import java.nio.file.Path;

/**
 * Why a file cannot be trusted.
 *
 * @param path the file, or a directory on the way to it
 * @param kind who may change it
 * @param what the same for people
 * @param hint how to mend it
 */
public record Flaw(Path path, Kind kind, String what, String hint) {

    /** Who may change it beside its user; the worst first. */
    public enum Kind {
        /** Everybody. */
        OTHERS,
        /** Another user, whose it is. */
        OWNER,
        /** It is not known who. */
        UNSEEN,
        /** A group. */
        GROUP
    }

    /** @param expected by whom alone it may be written */
    static Flaw others(Path path, String expected) {
        return new Flaw(
                path,
                Kind.OTHERS,
                "can be written by others (expected: by " + expected + " alone)",
                "chmod o-w " + path);
    }

    /** @param expected by whom alone it may be written */
    static Flaw group(Path path, long group, String expected) {
        return new Flaw(
                path,
                Kind.GROUP,
                "can be written by group id " + group + " (expected: by " + expected + " alone)",
                "chmod g-w " + path);
    }

    /** For example {@code f: can be written by others (expected: by its owner and group alone)}. */
    @Override
    public String toString() {
        return path + ": " + what;
    }
}
