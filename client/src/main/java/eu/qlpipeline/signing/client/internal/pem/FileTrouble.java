package eu.qlpipeline.signing.client.internal.pem;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What keeps a file from being read or written, in a few words. */
public final class FileTrouble {

    private FileTrouble() {}

    /** The words, such as {@code no such file} or {@code no space left on device}. */
    public static String of(Path file, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return Files.isSymbolicLink(file) ? "a link that leads nowhere" : "no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        @Nullable
        String words = failure instanceof FileSystemException known ? known.getReason() : failure.getMessage();
        return words == null || words.isEmpty()
                ? "failed"
                : Character.toLowerCase(words.charAt(0)) + words.substring(1);
    }
}
