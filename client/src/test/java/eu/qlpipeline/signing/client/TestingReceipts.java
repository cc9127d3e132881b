package eu.qlpipeline.signing.client;

import eu.qlpipeline.signing.contract.AuditCheckpoint;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import eu.qlpipeline.signing.contract.audit.Result;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Receipts of a log of two records, the second of which is a signature. */
public final class TestingReceipts {

    private TestingReceipts() {}

    /** The receipt of a signature over a challenge, signed by that key as that of that certificate. */
    public static Receipt of(KeyPair signer, X509Certificate named, byte[] challenge, byte[] signature)
            throws ReceiptException {
        var certificate = CertificateFingerprint.of(named);
        var outcome = new AuditRecord.Outcome(
                1,
                1_777_629_600_000L,
                0,
                new RequestFacts("provider-a", PurposeKind.RAW_CHALLENGE, Optional.empty(), Digest.of(challenge)),
                new Result.Signed(certificate, 1, Digest.of(signature)));
        byte[] content = RecordCodec.encode(outcome);
        LogFrontier frontier = LogFrontier.empty();
        frontier.append(RecordCodec.encode(new AuditRecord.Opened(0, 1, 0)));
        byte[] path = frontier.peaks().get(0);
        frontier.append(content);
        var checkpoint = new AuditCheckpoint(
                new Origin("example/log"),
                frontier.head(),
                1_777_629_700_000L,
                certificate,
                SignatureScheme.RSA4096_PSS_SHA256_SALT478);
        var signed = PssSignature.of(TestingSignatures.sign(signer, checkpoint.message(), checkpoint.scheme()));
        return Receipt.of(content, 1, path, SignedCheckpoint.of(checkpoint, signed));
    }
}
