package eu.qlpipeline.signing.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checkout of this project that has been built.
 *
 * @param root its top folder
 */
public record Checkout(Path root) {

    private static final String AGENT = "agent/target/signing-agent.jar";
    private static final String VERIFIER = "client/target/signing-verifier.jar";
    private static final Duration BUILD = Duration.ofMinutes(2);
    private static final int FIRST_TO_WARN_OF_UNSAFE = 24;
    private static final int FIRST_WITH_AOT_CACHE = 25;

    /** Makes the folder absolute, since programs run elsewhere. */
    public Checkout {
        root = root.toAbsolutePath().normalize();
    }

    /** The signing agent, on the JDK that runs this process, from its start-up cache where that was made. */
    public Program agent(Path directory, Map<String, String> environment) {
        return java(AGENT, directory, environment);
    }

    /** The verifier, on the JDK that runs this process, from its start-up cache where that was made. */
    public Program verifier(Path directory, Map<String, String> environment) {
        return java(VERIFIER, directory, environment);
    }

    /** The pipeline's side of TLS, on the JDK that runs this process. */
    public Program fetch(Path directory) {
        return java(VERIFIER, "eu.qlpipeline.signing.client.internal.cli.fetch.SigningFetchMain", directory);
    }

    /** The demo, on the JDK that runs this process. */
    public Program demo(Path directory) {
        return java("acceptance/target/signing-acceptance.jar", directory, Map.of())
                .with("--root", root.toString());
    }

    /**
     * Builds the C programs for tests, the PKCS#11 module that injects faults among them, into a folder.
     *
     * @throws ProgramException if they do not compile
     */
    public void buildNatives(Processes processes, Path directory) {
        processes
                .run(script("softhsm/native/build", root).with(directory.toString()), BUILD)
                .orThrow();
    }

    /** A script of this checkout. */
    public Program script(String path, Path directory) {
        return Program.of(directory, root.resolve(path).toString());
    }

    private Program java(String jar, Path directory, Map<String, String> environment) {
        List<String> command = command();
        startCache(built(jar)).ifPresent(command::add);
        command.addAll(List.of("-jar", built(jar).toString()));
        return new Program(command, environment, directory);
    }

    private Program java(String jar, String mainClass, Path directory) {
        List<String> command = command();
        command.addAll(List.of("-cp", built(jar).toString(), mainClass));
        return new Program(command, Map.of(), directory);
    }

    private Path built(String jar) {
        Path built = root.resolve(jar);
        if (!Files.isRegularFile(built)) {
            throw new ProgramException("program: " + built + " is missing (expected: built by mvn package)");
        }
        return built;
    }

    /** The JDK that runs this process, with the options with which the launchers start every program. */
    public static List<String> java() {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (Runtime.version().feature() >= FIRST_TO_WARN_OF_UNSAFE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        return command;
    }

    private static List<String> command() {
        List<String> command = java();
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        // What the virtual machine says of a cache that does not fit is no part of the output.
        command.addAll(List.of("-Xlog:disable", "-Xlog:all=warning:stderr"));
        return command;
    }

    /** The option that has a program start from what {@code packaging/make-cache} made since the last build for this JDK. */
    private static Optional<String> startCache(Path jar) {
        String name = jar.getFileName().toString();
        Path cache = jar.resolveSibling(
                name.replaceFirst("\\.jar$", "-" + Runtime.version().feature() + ".cache"));
        try {
            if (!Files.exists(cache)
                    || Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) <= 0) {
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of((usesAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache);
    }

    /** Whether the cache from which a program starts is an AOT cache on this JDK, and no class archive. */
    public static boolean usesAotCache() {
        return Runtime.version().feature() >= FIRST_WITH_AOT_CACHE;
    }
}
