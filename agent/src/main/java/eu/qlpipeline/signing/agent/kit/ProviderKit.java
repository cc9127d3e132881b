package eu.qlpipeline.signing.agent.kit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.contract.audit.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the kit of one provider. The same certificates and values give the same files. */
public final class ProviderKit {

    /** Every template, by its place in the kit. */
    static final List<String> TEMPLATES = List.of(
            "README.md",
            "servers/nginx.conf",
            "servers/apache.conf",
            "servers/haproxy.cfg",
            "servers/CoursesServer.java",
            "verify/ql_challenge.py",
            "verify/ql_challenge.sh",
            "verify/ql_challenge.mjs",
            "verify/QlChallenge.java",
            "verify/ql_verify.py",
            "verify/ql_ask.py");

    /** Where the kit has what stands elsewhere too. */
    private static final String PROTOCOL_FOLDER = "protocol/";

    /** What that is: the wire format, the protocol and what it refers to, and its vectors with their certificates. */
    static final List<String> PROTOCOL = List.of(
            "protocol/signing_agent.proto",
            "protocol/protocol.md",
            "protocol/audit.md",
            "protocol/verifier.md",
            "protocol/ql-sign-v1.json",
            "protocol/ql-sign-v1-cert.pem",
            "protocol/ql-sign-v1-more.json",
            "protocol/ql-sign-v1-more-cert.pem");

    /** QL-Pipeline's certificate in the kit; others have a number before the ending. */
    static final String CERTIFICATE = "ql-pipeline.crt";

    private static final String FINGERPRINT = "ql-pipeline.sha256";
    private static final String ALL = "-all";

    private final PipelineCertificates signing;
    private final X509Certificate agentTls;
    private final KitValues values;

    /** A kit with the certificates of the signing keys and that of the agent's TLS key. */
    public ProviderKit(PipelineCertificates signing, X509Certificate agentTls, KitValues values) {
        this.signing = signing;
        this.agentTls = agentTls;
        this.values = values;
    }

    /**
     * Writes all files into a new directory.
     *
     * @return the digest of its file SHA256SUMS, by which the provider knows each other file for the one that was written
     * @throws AgentException (CONFIGURATION) if the directory holds anything, or cannot be written
     */
    public Digest write(Path directory) {
        List<KitCertificate> certificates = IntStream.rangeClosed(
                        1, signing.all().size())
                .mapToObj(number -> new KitCertificate(signing.all().get(number - 1), number))
                .toList();
        KitDirectory kit = KitDirectory.empty(directory);
        try {
            putCertificates(kit, certificates);
            kit.put("agent-tls.crt", CertificateEncoding.pem(agentTls));
            for (String document : PROTOCOL) {
                kit.put(document, document.endsWith(".md") ? document(document) : read(document));
            }
            for (String template : TEMPLATES) {
                kit.put(template, filled(read(template), certificates));
            }
            return kit.sum();
        } catch (IOException e) {
            throw kit.cleared(e);
        }
    }

    private void putCertificates(KitDirectory kit, List<KitCertificate> certificates) throws IOException {
        for (KitCertificate one : certificates) {
            kit.put(KitValues.marked(CERTIFICATE, one.mark()), CertificateEncoding.pem(one.certificate()));
            kit.put(KitValues.marked(FINGERPRINT, one.mark()), one.fingerprint() + "\n");
        }
        if (certificates.size() > 1) {
            kit.put(
                    KitValues.marked(CERTIFICATE, ALL),
                    signing.anchors().stream().map(CertificateEncoding::pem).collect(Collectors.joining()));
        }
    }

    private static String document(String name) throws IOException {
        return new KitDocument(read(name))
                .beside(PROTOCOL.stream()
                        .map(file -> file.substring(PROTOCOL_FOLDER.length()))
                        .collect(Collectors.toSet()));
    }

    /** One certificate is its own file of trust anchors. */
    private String filled(String template, List<KitCertificate> certificates) {
        boolean several = certificates.size() > 1;
        Map<String, String> byName = new HashMap<>(values.byName());
        byName.putAll(certificates.get(0).byName(values));
        byName.put("anchors", KitValues.marked(values.clientCertificate(), several ? ALL : ""));
        return new Template(template)
                .fill(
                        byName,
                        Map.of(
                                "several",
                                several ? List.of(Map.of()) : List.of(),
                                "also",
                                certificates.stream()
                                        .skip(1)
                                        .map(one -> one.byName(values))
                                        .toList()));
    }

    private static String read(String template) throws IOException {
        try (InputStream resource = ProviderKit.class.getResourceAsStream(template)) {
            if (resource == null) {
                throw new IOException("template " + template + " is not in the program");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
