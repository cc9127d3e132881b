package eu.qlpipeline.signing.agent.certificate;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.agent.files.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The certificate as a file, in PEM or DER. A file appears whole or not at all. */
public final class CertificateFile {

    static final String KEY = "certificate.file";

    private static final int LARGEST = 1 << 20;
    private static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    private CertificateFile() {}

    /**
     * The certificate in a file, PEM or DER, with no other beside it.
     *
     * @param what which file that is, for messages
     * @param several what to do with a file of several
     * @param none what to do with a file of none
     * @throws AgentException (CONFIGURATION) if the file cannot be read, or holds none or several
     */
    public static X509Certificate read(String what, Path file, String several, String... none) {
        byte[] content = content(what, file);
        long count = CertificateEncoding.count(content);
        if (count > 1) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION, what + ": " + file + " holds " + count + " (expected: one)", several);
        }
        return only(what, file, content, none);
    }

    private static byte[] content(String what, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LARGEST);
        } catch (IOException e) {
            throw FileProblem.unreadable(what, file, e);
        }
    }

    private static X509Certificate only(String what, Path file, byte[] content, String... hints) {
        try {
            return CertificateEncoding.first(content);
        } catch (CertificateException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    what + ": " + file + " holds none (expected: one in PEM or DER)",
                    e,
                    hints);
        }
    }

    /**
     * Writes the PEM form to a file that does not exist yet, or already holds the same.
     *
     * @throws AgentException (CONFIGURATION) if the file holds anything else, or cannot be written
     */
    public static void writeNew(Path file, X509Certificate certificate) {
        String pem = CertificateEncoding.pem(certificate);
        try {
            if (!Files.exists(file) && created(WholeFile.target(file), pem)) {
                return;
            }
            if (!Files.isRegularFile(file)
                    || !Arrays.equals(Files.readAllBytes(file), pem.getBytes(StandardCharsets.US_ASCII))) {
                throw occupied(file);
            }
        } catch (IOException e) {
            throw FileProblem.unwritable(KEY, file, e);
        }
    }

    /** Not where another made the file in between. */
    private static boolean created(Path target, String pem) throws IOException {
        try {
            WholeFile.create(target, pem);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /**
     * Writes a certificate to a file that does not exist yet, is empty, or holds the same one and nothing else, in whichever form. An
     * earlier one is what the audit log and receipts are verified with: there may be no other copy of it.
     *
     * @param what what names the file, for messages
     * @param content the certificate in PEM or DER
     * @throws AgentException (CONFIGURATION) if it holds anything else, is no regular file, or cannot be written
     */
    public static void write(String what, Path file, byte[] content) {
        try {
            Path target = WholeFile.target(file);
            if (Files.exists(target) && Files.size(target) > 0 && !holds(content, target)) {
                throw new AgentException(
                        ReasonCode.CONFIGURATION,
                        what + ": " + file
                                + " is there already (expected: no file, or one with nothing but the same certificate)",
                        "move the file away, or name another");
            }
            WholeFile.write(target, content, PUBLIC);
        } catch (IOException e) {
            throw FileProblem.unwritable(what, file, e);
        }
    }

    /** Whether a file that can be read holds that certificate and nothing else, in whichever form. */
    public static boolean holds(Path file, X509Certificate certificate) {
        try {
            return holds(CertificateEncoding.der(certificate), file);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean holds(byte[] content, Path file) throws IOException {
        Optional<X509Certificate> there =
                Files.size(file) > LARGEST ? Optional.empty() : CertificateEncoding.alone(Files.readAllBytes(file));
        return there.isPresent() && there.equals(CertificateEncoding.alone(content));
    }

    /**
     * Returns normally if {@link #writeNew} could write there a certificate that is not made yet.
     *
     * @throws AgentException (CONFIGURATION) if the file exists, or its directory cannot be written, or not be read, as it must be for
     *     its names to be made durable
     */
    public static void requireFree(Path file) {
        if (Files.exists(file)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    KEY + ": " + file + " is there already (expected: no file)",
                    "move the file away, or name another with --out",
                    "if init was done before, it may be that certificate: signing-agent inspect");
        }
        Path directory;
        try {
            directory = WholeFile.target(file).toAbsolutePath().getParent();
        } catch (IOException e) {
            throw FileProblem.unwritable(KEY, file, e);
        }
        if (directory == null || !Files.isWritable(directory) || !Files.isReadable(directory)) {
            throw FileProblem.unwritable(KEY, file, new AccessDeniedException(file.toString()));
        }
    }

    private static AgentException occupied(Path file) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                KEY + ": " + file + " exists with other content (expected: no file)",
                new FileAlreadyExistsException(file.toString()),
                "move the file away, or name another with --out");
    }
}
