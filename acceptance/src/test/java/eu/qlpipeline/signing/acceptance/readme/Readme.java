package eu.qlpipeline.signing.acceptance.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The marked blocks of the README: commands that are run and files that are written as they stand there.
 *
 * @param commands by name
 * @param files by path
 */
record Readme(Map<String, String> commands, Map<String, String> files) {

    private static final Pattern BLOCK =
            Pattern.compile("<!-- (run|file): (\\S+) -->\\s*```[a-z]*\\n(.*?)```", Pattern.DOTALL);

    static Readme read(Path file) {
        Map<String, String> commands = new LinkedHashMap<>();
        Map<String, String> files = new LinkedHashMap<>();
        try {
            Matcher block = BLOCK.matcher(Files.readString(file));
            while (block.find()) {
                (block.group(1).equals("run") ? commands : files).put(block.group(2), block.group(3));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Readme(commands, files);
    }

    /** A command of the README. */
    String command(String name) {
        String command = commands.get(name);
        if (command == null) {
            throw new IllegalArgumentException("README: no block run: " + name);
        }
        return command;
    }
}
