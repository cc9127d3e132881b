package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --log} of every verb of the audit log. */
final class LogOption {

    @Option(
            names = "--log",
            paramLabel = "DIR",
            description = "The directory of the log; otherwise audit.directory of the configuration.")
    private @Nullable Path directory;

    /** The directory; the configuration is read only where the option is not given. */
    LogDirectory directory(ConfigOptions options) {
        Path path = directory == null ? options.settings().audit().directory() : directory;
        if (!Files.isDirectory(path)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "log: " + path + (Files.notExists(path) ? " is not there" : " is no directory")
                            + " (expected: the directory of an audit log)",
                    "name it with: --log DIR");
        }
        return new LogDirectory(path);
    }

    /** Whatever is made of what a log holds. */
    @FunctionalInterface
    interface Reading<T> {

        T of(LogDirectory log) throws IOException, DamageException;
    }

    /**
     * Reads it.
     *
     * @throws AgentException (CONFIGURATION) if the log cannot be read, or is damaged
     */
    static <T> T read(LogDirectory log, Reading<T> reading) {
        try {
            return reading.of(log);
        } catch (IOException e) {
            throw unreadable(log, e);
        } catch (DamageException e) {
            throw damaged(e);
        }
    }

    /** Why the log cannot be read, with the file at fault where the system names it. */
    static AgentException unreadable(LogDirectory log, IOException e) {
        return FileProblem.unreadable("log", FileProblem.named(e).orElse(log.path()), e);
    }

    static AgentException damaged(DamageException e) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                "log: " + e.describe(),
                e,
                "see all that is wrong with: signing-agent audit verify");
    }
}
