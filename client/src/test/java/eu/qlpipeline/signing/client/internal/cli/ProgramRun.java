package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One run of a program in a process of its own, for what is the process's: its log, its locale, its signals. Its umask denies nothing. */
record ProgramRun(int exitCode, String out, String err) {

    /** Runs it to its end; its files lie in the directory. */
    static ProgramRun of(Class<?> main, Path directory, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return ended(started(main, directory, environment, arguments), directory);
    }

    /** Starts it. */
    static Process started(Class<?> main, Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        return started(
                main, Redirect.to(directory.resolve("out").toFile()), directory, environment, List.of(arguments));
    }

    /** Starts it, its standard output led elsewhere. */
    static Process started(
            Class<?> main, Redirect out, Path directory, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "umask 000; exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                main.getName()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectOutput(out)
                .redirectError(directory.resolve("err").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** That of the tests, without a library that is there for them alone and says so on standard error. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Waits for its end. */
    static ProgramRun ended(Process process, Path directory) throws IOException, InterruptedException {
        return new ProgramRun(
                process.waitFor(),
                Files.readString(directory.resolve("out")),
                Files.readString(directory.resolve("err")));
    }

    /** Asserts that it failed with one line and hints, and nothing else. */
    void assertOneLineAndHints(String line) {
        assertThat(err).startsWith(line);
        assertThat(err.lines().skip(1)).isNotEmpty().allMatch(hint -> hint.startsWith("hint: "));
    }
}
