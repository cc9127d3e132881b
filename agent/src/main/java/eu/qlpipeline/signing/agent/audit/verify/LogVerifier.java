package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies audit logs offline, with nothing but the files and the certificates of the keys that signed. Changes nothing.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class LogVerifier {

    private final Map<CertificateFingerprint, SignatureVerifier> keys;

    private LogVerifier(Map<CertificateFingerprint, SignatureVerifier> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * A verifier that trusts the keys of those certificates.
     *
     * @throws AgentException (CONFIGURATION) if one is not of an RSA key of 4096 bits
     */
    public static LogVerifier of(List<X509Certificate> certificates) {
        Map<CertificateFingerprint, SignatureVerifier> keys = new HashMap<>();
        for (X509Certificate certificate : certificates) {
            try {
                keys.put(CertificateFingerprint.of(certificate), SignatureVerifier.of(certificate));
            } catch (InvalidKeyException e) {
                throw new AgentException(ReasonCode.CONFIGURATION, "certificate: " + e.getMessage(), e);
            }
        }
        return new LogVerifier(keys);
    }

    /**
     * Reads a whole log and holds it against its checkpoints.
     *
     * @param exported a checkpoint that was kept elsewhere
     * @param live whether an agent is writing the log, so that no checkpoint has to sign the last records, and the last
     *     record and the last checkpoint may not be there to their ends yet
     * @throws IOException if a file cannot be read
     */
    public Verification verify(LogDirectory directory, Optional<CheckpointStore.Entry> exported, boolean live)
            throws IOException {
        var findings = new Findings();
        var checkpoints = new Checkpoints(keys, findings);
        checkpoints.collect(directory, exported, live);
        // Only now: an agent that writes may have begun a segment while its checkpoints were read.
        return new LogWalk(directory, checkpoints, findings).walk(directory.segments(), live);
    }
}
