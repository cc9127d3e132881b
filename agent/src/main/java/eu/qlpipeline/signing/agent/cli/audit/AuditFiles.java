package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** The files that an auditor brings along. */
final class AuditFiles {

    private AuditFiles() {}

    /** The certificate in a file, PEM or DER. */
    static X509Certificate certificate(Path file) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(read("certificate", file)));
        } catch (CertificateException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION, "certificate: " + file + " holds none (expected: one in PEM or DER)", e);
        }
    }

    /** The checkpoint in a file. */
    static CheckpointStore.Entry checkpoint(Path file) {
        try {
            return new CheckpointStore.Entry(file.toString(), 0, CheckpointNote.decode(read("checkpoint", file)));
        } catch (IllegalArgumentException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "checkpoint: " + file + " holds none: " + e.getMessage(),
                    e,
                    "export one with: signing-agent audit checkpoint --out FILE");
        }
    }

    private static byte[] read(String what, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileProblem.unreadable(what, file, e);
        }
    }
}
