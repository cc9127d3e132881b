package eu.qlpipeline.signing.agent.failure;

/** A word of a command that a hint has somebody type into a POSIX shell (POSIX.1-2017, Shell Command Language, section 2.2). */
public final class ShellWord {

    private ShellWord() {}

    /** The word, in quotes where a shell would make something else of it. */
    public static String of(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
