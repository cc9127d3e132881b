package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.audit.receipt.ReceiptDesk;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The main class of a process with little memory that does one thing with a log, and says what came of it. */
public final class SmallHeapProcess {

    private SmallHeapProcess() {}

    /** Arguments: what to do, the directory, and the number of the request or the certificate. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "start" -> TestingAudit.openUnsigned(directory).close();
            case "receipt" -> System.out.println(receipt(directory, Long.parseLong(arguments[2])));
            case "verify" -> System.out.println(verify(directory, Path.of(arguments[2])));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static String receipt(Path directory, long number) throws Exception {
        var query = new ReceiptQuery(
                TestingAudit.facts(number).challenge(),
                Digest.of(ByteBuffer.allocate(Long.BYTES).putLong(~number).array()),
                System.currentTimeMillis());
        try (ReceiptDesk desk = new ReceiptDesk(new LogDirectory(directory), () -> Duration.ZERO)) {
            var receipt = desk.find("provider-a", query, () -> false).get();
            return "record " + receipt.outcome().sequence() + ", checkpoint of "
                    + receipt.checkpoint().head().size() + " at "
                    + receipt.checkpoint().timeMillis();
        }
    }

    private static String verify(Path directory, Path certificate) throws Exception {
        try (InputStream in = Files.newInputStream(certificate)) {
            var key = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            var verification = LogVerifier.of(List.of(key)).verify(new LogDirectory(directory), Optional.empty(), true);
            return verification.checkpoints() + " checkpoints, findings: " + verification.findings();
        }
    }
}
