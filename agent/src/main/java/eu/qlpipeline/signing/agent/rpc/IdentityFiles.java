package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The two files of the agent's TLS identity, and what can be done about one that is unusable: no hint overwrites a file, since
 * providers pin the key.
 *
 * @param certificate the file of the certificate
 * @param key the file of its key
 */
record IdentityFiles(Path certificate, Path key) {

    private static final String PUT_BACK =
            "put back the pair that belongs together; a new key has to be sent to every provider";

    /** Who a certificate is of: some clients look at the subject, others at the alternative name alone. */
    private static final String OF_THE_AGENT = " -subj /CN=signing-agent -addext subjectAltName=DNS:signing-agent";

    static IdentityFiles of(ServerSettings settings) {
        return new IdentityFiles(settings.certificate(), settings.key());
    }

    /** The refusal of a certificate's file that could not be read. */
    AgentException unreadableCertificate(IOException e) {
        return unreadable("server.certificate: " + certificate, e, "let it be read by all: chmod 644 " + certificate);
    }

    /** The refusal of a key's file that could not be read. */
    AgentException unreadableKey(IOException e) {
        return unreadable(
                "server.key: " + key,
                e,
                "let the group of the agent's user read it: chown root:signing-agent " + key + "; chmod 640 " + key);
    }

    private AgentException unreadable(String file, IOException e, String permit) {
        if (e instanceof AccessDeniedException) {
            return refused(
                    file + " is not readable by this user (expected: a file and directories that are)", e, permit);
        }
        return refused(
                file + " cannot be read (expected: a file in PEM)",
                e,
                e instanceof NoSuchFileException ? make() : "name a regular file on a disk that can be read");
    }

    private String make() {
        if (Files.exists(key)) {
            return "make a certificate of the key that providers pin with: openssl req -x509 -key " + key
                    + " -days 3650" + OF_THE_AGENT + " -out " + certificate;
        }
        return Files.exists(certificate)
                ? PUT_BACK
                : "make a pair with: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650"
                        + OF_THE_AGENT + " -keyout " + key + " -out " + certificate;
    }

    AgentException noCertificate(Exception e) {
        return refused(
                "server.certificate: " + certificate + " holds no X.509 certificate (expected: PEM)", e, PUT_BACK);
    }

    /** Without a cause: its message may quote the file. */
    AgentException noKey() {
        return refused(
                "server.key: " + key + " holds no EC private key (expected: PKCS#8 in PEM)",
                null,
                PUT_BACK,
                "an EC key in another form becomes PKCS#8 with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }

    AgentException openKey() {
        return refused(
                "server.key: " + key + " is open to others (expected: mode 0600, or 0640 for a group of the agent's)",
                null,
                "whoever owns it, its readers stay: chmod o-rwx,g-w " + key);
    }

    AgentException noPair() {
        return refused(
                "server.key: " + key + " is not the key of " + certificate + " (expected: a pair)", null, PUT_BACK);
    }

    private static AgentException refused(String message, @Nullable Exception e, String... hints) {
        return new AgentException(ReasonCode.CONFIGURATION, message, e, hints);
    }
}
