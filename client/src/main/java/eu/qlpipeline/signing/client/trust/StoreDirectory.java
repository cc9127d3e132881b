package eu.qlpipeline.signing.client.trust;

import eu.qlpipeline.signing.client.internal.pem.FileTrouble;
import eu.qlpipeline.signing.client.trust.TrustStoreException.Reason;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a trust store, named by fingerprint.
 *
 * @param path the directory
 */
record StoreDirectory(Path path) {

    private static final String SUFFIX = ".pem";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\.pem");

    private static final String DIRECTORY_MODE = "rwxr-xr-x";
    private static final String FILE_MODE = "rw-r--r--";
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    boolean exists() {
        return Files.isDirectory(path);
    }

    void requireExists() throws TrustStoreException {
        if (!exists()) {
            throw new TrustStoreException(Reason.UNREADABLE, "trust store: no directory " + path);
        }
        requireClosedToOthers(path);
    }

    /** Refuses what everybody may write, where the file system has modes and may be written at all. */
    static void requireClosedToOthers(Path path) throws TrustStoreException {
        try {
            if (hasModes(path)
                    && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)
                    && !Files.getFileStore(path).isReadOnly()) {
                throw new TrustStoreException(
                        Reason.OPEN_TO_OTHERS,
                        path + ": can be written by others (expected: by its owner and group alone)");
            }
        } catch (IOException e) {
            throw new TrustStoreException(Reason.UNREADABLE, path + ": " + FileTrouble.of(path, e), e);
        }
    }

    private static boolean hasModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** A mode that a umask may make stricter and never laxer. */
    private FileAttribute<?>[] mode(String permissions) {
        return hasModes(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[] {};
    }

    /** The file of a certificate, whether it exists or not. */
    Path file(CertificateFingerprint fingerprint) {
        return path.resolve(fingerprint.hex() + SUFFIX);
    }

    /** The fingerprints that files are named by, in order. */
    List<CertificateFingerprint> fingerprints() throws TrustStoreException {
        requireExists();
        List<String> names;
        try (Stream<Path> files = Files.list(path)) {
            names = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw notReadable(e);
        } catch (UncheckedIOException e) {
            // It was opened, and failed while its names were read.
            throw notReadable(Objects.requireNonNull(e.getCause()));
        }
        List<CertificateFingerprint> fingerprints = new ArrayList<>();
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new TrustStoreException(
                        Reason.FILE_UNEXPECTED,
                        path.resolve(name) + ": not a file of the trust store (expected: <fingerprint>" + SUFFIX + ")");
            }
            fingerprints.add(CertificateFingerprint.parse(name.substring(0, name.length() - SUFFIX.length())));
        }
        return fingerprints;
    }

    /**
     * Writes a file so that it appears whole or not at all, and is on disk when this returns.
     *
     * @return false if another was there already; it stays as it is
     */
    boolean writeNew(CertificateFingerprint fingerprint, String pem) throws TrustStoreException {
        Path temporary = path.resolve("." + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(path, mode(DIRECTORY_MODE));
            requireClosedToOthers(path);
            try (FileChannel channel = FileChannel.open(temporary, NEW, mode(FILE_MODE))) {
                ByteBuffer content = ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII));
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                channel.force(true);
            }
            boolean added = putInPlace(temporary, file(fingerprint));
            Files.deleteIfExists(temporary);
            force();
            return added;
        } catch (IOException e) {
            throw notWritable(e, temporary);
        }
    }

    private static boolean putInPlace(Path temporary, Path file) throws IOException {
        if (Files.exists(file)) {
            return false;
        }
        try {
            // Unlike a move, a link never takes the place of what another process has put there meanwhile.
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // A file system without links.
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return true;
    }

    /** Makes the names in the directory durable. */
    private void force() throws IOException {
        if (File.separatorChar == '\\') {
            // Windows opens no directory, and keeps names by itself.
            return;
        }
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    void delete(CertificateFingerprint fingerprint) throws TrustStoreException {
        requireExists();
        try {
            Files.delete(file(fingerprint));
            force();
        } catch (NoSuchFileException e) {
            throw new TrustStoreException(Reason.NOT_STORED, "trust store: no certificate " + fingerprint, e);
        } catch (IOException e) {
            throw notWritable(e);
        }
    }

    private TrustStoreException notReadable(IOException cause) {
        return new TrustStoreException(
                Reason.UNREADABLE, "trust store: not readable: " + path + ": " + FileTrouble.of(path, cause), cause);
    }

    private TrustStoreException notWritable(IOException cause, Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return notWritable(cause);
    }

    private TrustStoreException notWritable(IOException cause) {
        return new TrustStoreException(
                Reason.UNREADABLE, "trust store: not writable: " + path + ": " + FileTrouble.of(path, cause), cause);
    }
}
