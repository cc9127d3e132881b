package eu.qlpipeline.signing.client.trust;

import eu.qlpipeline.signing.client.trust.TrustStoreException.Reason;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.io.File;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.List;
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

    boolean exists() {
        return Files.isDirectory(path);
    }

    void requireExists() throws TrustStoreException {
        if (!exists()) {
            throw new TrustStoreException(Reason.UNREADABLE, "trust store: no directory " + path);
        }
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
            throw new TrustStoreException(Reason.UNREADABLE, "trust store: not readable: " + path, e);
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
            Files.createDirectories(path);
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
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
            throw new TrustStoreException(Reason.UNREADABLE, "trust store: not writable: " + path, e);
        }
    }

    private TrustStoreException notWritable(IOException cause, Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new TrustStoreException(Reason.UNREADABLE, "trust store: not writable: " + path, cause);
    }
}
