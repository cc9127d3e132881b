package eu.qlpipeline.signing.agent.pkcs11.pin;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileAccess;
import eu.qlpipeline.signing.agent.files.ProcessUser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A file that holds a PIN, and the checks that nobody else can have read or written it. */
record PinFile(Path path, Access access, long user) {

    /** Who may read the file. */
    enum Access {
        /** Its owner. */
        OWNER_ONLY(0077),
        /** Its owner, and a group if root owns it. */
        GROUP_OF_ROOT(0037);

        private final int forbidden;

        Access(int forbidden) {
            this.forbidden = forbidden;
        }

        int forbidden(long owner) {
            return owner == ROOT ? forbidden : OWNER_ONLY.forbidden;
        }
    }

    private static final long ROOT = 0;
    private static final int REGULAR_FILE = 0100000;
    private static final int FILE_TYPE = 0170000;
    private static final int PERMISSIONS = 07777;
    private static final int OWNER_READS = 0400;

    /** The file as the user of this process sees it. */
    static PinFile of(Path path, Access access) {
        return new PinFile(path, access, ProcessUser.id());
    }

    Pin read() {
        byte[] content = new byte[0];
        try {
            refuseOtherReaders();
            content = content();
            return pin(content);
        } catch (NoSuchFileException e) {
            throw rejected(
                    "does not exist", e, "write the PIN to that file, and make it yours alone: chmod 600 " + path);
        } catch (AccessDeniedException e) {
            throw rejected(
                    "not readable by this user", e, "chown it to the user of the agent, then: chmod 600 " + path);
        } catch (IOException | UnsupportedOperationException e) {
            throw rejected("cannot be read with its owner and mode", e, "use a file on a local file system");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private void refuseOtherReaders() throws IOException {
        FileAccess found =
                FileAccess.of(path).orElseThrow(() -> new UnsupportedOperationException("no owner and mode"));
        int mode = found.mode();
        long owner = found.owner();
        if ((mode & FILE_TYPE) != REGULAR_FILE) {
            throw rejected("not a regular file", null, "token.pin.file names a file that holds nothing but the PIN");
        }
        if (owner != ROOT && owner != user) {
            throw rejected(
                    "belongs to user id " + owner + " (expected: the user of the agent, or root)",
                    null,
                    "chown it to the user of the agent");
        }
        if ((mode & access.forbidden(owner)) != 0 || (mode & OWNER_READS) == 0) {
            throw rejected(
                    String.format(Locale.ROOT, "mode %04o (expected: 0600 or 0400)", mode & PERMISSIONS),
                    null,
                    "others may have read the PIN; change it, then: chmod 600 " + path);
        }
    }

    private byte[] content() throws IOException {
        // One byte for the newline, one to see that there are too many.
        try (InputStream file = Files.newInputStream(path)) {
            byte[] content = new byte[PinSource.MAX_BYTES + 2];
            int length = file.readNBytes(content, 0, content.length);
            byte[] exact = Arrays.copyOf(content, length);
            Arrays.fill(content, (byte) 0);
            return exact;
        }
    }

    private Pin pin(byte[] content) {
        int length = content.length > 0 && content[content.length - 1] == '\n' ? content.length - 1 : content.length;
        if (length == 0 || length > PinSource.MAX_BYTES) {
            throw rejected(
                    (length == 0 ? "empty" : "too long") + " (expected: 1 to " + PinSource.MAX_BYTES + " bytes)",
                    null,
                    "the file holds the PIN and at most one newline after it");
        }
        ByteBuffer pin = ByteBuffer.wrap(content, 0, length);
        if (!isUtf8(pin.duplicate())) {
            throw rejected("not UTF-8", null, "the file holds the PIN as text");
        }
        return Pin.ofUtf8(pin);
    }

    private static boolean isUtf8(ByteBuffer pin) {
        CharBuffer characters = CharBuffer.allocate(pin.remaining());
        try {
            return !StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(pin, characters, true)
                    .isError();
        } finally {
            Arrays.fill(characters.array(), '\0');
        }
    }

    private AgentException rejected(String what, @Nullable Throwable cause, String hint) {
        return new AgentException(ReasonCode.PIN_REJECTED, "PIN file " + path + ": " + what, cause, hint);
    }
}
