package eu.qlpipeline.signing.agent.files;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** Why a file cannot be read or written, in words, and what to do about it. */
public final class FileProblem {

    private static final String FULL = "No space left on device";
    private static final String READ_ONLY = "Read-only file system";

    private FileProblem() {}

    /**
     * Why a file is not read.
     *
     * @param what which file that is, for example the option that names it
     */
    public static AgentException unreadable(String what, Path file, IOException e) {
        return new AgentException(
                ReasonCode.CONFIGURATION, what + ": " + file + " cannot be read: " + reason(e), e, hint(file, e));
    }

    /**
     * Why a file is not written.
     *
     * @param what which file that is, for example the option that names it
     */
    public static AgentException unwritable(String what, Path file, IOException e) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                what + ": " + file + " cannot be written: " + noDirectory(file).orElseGet(() -> reason(e)),
                e,
                hint(file, e));
    }

    /** The file at fault, where the system names it. */
    public static Optional<Path> named(IOException e) {
        return e instanceof FileSystemException known
                ? Optional.ofNullable(known.getFile()).map(Path::of)
                : Optional.empty();
    }

    /** For some the JDK has only the name of a class. */
    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (e instanceof AccessDeniedException) {
            return "this user has no permission";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is there already";
        }
        if (e instanceof NotDirectoryException) {
            return "it is no directory";
        }
        return e instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : String.valueOf(e.getMessage());
    }

    private static Optional<String> noDirectory(Path file) {
        Path directory = directory(file);
        if (Files.isDirectory(directory)) {
            return Optional.empty();
        }
        return Optional.of(
                directory + (Files.notExists(directory) ? " is not there" : " is no directory to this user"));
    }

    private static String hint(Path file, IOException e) {
        Path directory = directory(file);
        if (Files.notExists(directory)) {
            return "if its name is right, create it: mkdir -p " + directory;
        }
        if (reason(e).contains(FULL)) {
            return "make room: df -h " + directory;
        }
        if (reason(e).contains(READ_ONLY)) {
            return "a service writes where its unit lets it: ReadWritePaths=" + directory
                    + " (systemctl edit signing-agent); otherwise see how that is mounted: findmnt -T "
                    + (Files.exists(file) ? file : directory);
        }
        return "see whose it is, and who may do what: ls -ld " + directory + (Files.exists(file) ? " " + file : "");
    }

    private static Path directory(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    }
}
