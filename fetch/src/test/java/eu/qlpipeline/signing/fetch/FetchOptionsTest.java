package eu.qlpipeline.signing.fetch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FetchOptionsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/", "link"})
    void refusesTheFileOfAnOpenDescriptor(String name) throws IOException {
        Path file = directory.resolve("file");
        try (OutputStream open = Files.newOutputStream(file)) {
            open.write(1);
            String output = name.equals("link")
                    ? Files.createSymbolicLink(directory.resolve(name), Path.of("/dev/fd/" + descriptor(file)))
                            .toString()
                    : name + descriptor(file);
            assertThatExceptionOfType(FetchException.class)
                    .isThrownBy(() -> validate(output))
                    .withMessage("output: " + output
                            + ": the file of an open descriptor (expected: its own name, or /dev/stdout)")
                    .returns(FetchExitCodes.USAGE, FetchException::exitCode);
        }
    }

    @Test
    void takesADescriptorWithADeviceBehindIt() throws IOException {
        try (OutputStream open = Files.newOutputStream(Path.of("/dev/null"))) {
            open.write(1);
            String output = "/dev/fd/" + descriptor(Path.of("/dev/null"));
            assertThatCode(() -> validate(output)).doesNotThrowAnyException();
        }
    }

    private static void validate(String output) throws FetchException {
        var options = new FetchOptions();
        new CommandLine(options).parseArgs("-o", output, "https://a.example/");
        options.validate();
    }

    private static String descriptor(Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> leadsTo(descriptor, file))
                    .map(descriptor -> String.valueOf(descriptor.getFileName()))
                    .filter(number -> Integer.parseInt(number) > 2)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
        } catch (IOException e) {
            return false; // that of the list itself may be gone
        }
    }
}
