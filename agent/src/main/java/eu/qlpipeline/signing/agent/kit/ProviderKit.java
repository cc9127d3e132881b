package eu.qlpipeline.signing.agent.kit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.files.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Comparator;
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

    /** What the kit has as it stands elsewhere: the wire format, the protocol, and its vectors with their certificates. */
    static final List<String> PROTOCOL = List.of(
            "protocol/signing_agent.proto",
            "protocol/protocol.md",
            "protocol/ql-sign-v1.json",
            "protocol/ql-sign-v1-cert.pem",
            "protocol/ql-sign-v1-more.json",
            "protocol/ql-sign-v1-more-cert.pem");

    /** QL-Pipeline's certificate in the kit; others have a number before the ending. */
    static final String CERTIFICATE = "ql-pipeline.crt";

    private static final String FINGERPRINT = "ql-pipeline.sha256";
    private static final String ALL = "-all";
    private static final String OUT = "--out";

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
     * @throws AgentException (CONFIGURATION) if the directory holds anything, or cannot be written
     */
    public void write(Path directory) {
        List<KitCertificate> certificates = IntStream.rangeClosed(
                        1, signing.all().size())
                .mapToObj(number -> new KitCertificate(signing.all().get(number - 1), number))
                .toList();
        requireEmpty(directory);
        try {
            putCertificates(directory, certificates);
            put(directory, "agent-tls.crt", CertificateEncoding.pem(agentTls));
            for (String document : PROTOCOL) {
                put(directory, document, read(document));
            }
            for (String template : TEMPLATES) {
                put(directory, template, filled(read(template), certificates));
            }
        } catch (IOException e) {
            clear(directory, e);
            throw FileProblem.unwritable(OUT, directory, e);
        }
    }

    private void putCertificates(Path directory, List<KitCertificate> certificates) throws IOException {
        for (KitCertificate one : certificates) {
            put(directory, KitValues.marked(CERTIFICATE, one.mark()), CertificateEncoding.pem(one.certificate()));
            put(directory, KitValues.marked(FINGERPRINT, one.mark()), one.fingerprint() + "\n");
        }
        if (certificates.size() > 1) {
            put(
                    directory,
                    KitValues.marked(CERTIFICATE, ALL),
                    signing.anchors().stream().map(CertificateEncoding::pem).collect(Collectors.joining()));
        }
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

    /** Leaves no part of a kit; what is there was written just now. */
    private static void clear(Path directory, IOException why) {
        try (var written = Files.walk(directory)) {
            for (Path path : written.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(directory)) {
                    Files.delete(path);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            why.addSuppressed(e);
        }
    }

    private static void requireEmpty(Path directory) {
        boolean empty;
        try {
            Files.createDirectories(directory);
            empty = isEmpty(directory);
        } catch (IOException e) {
            throw FileProblem.unwritable(OUT, directory, e);
        }
        if (!empty) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    OUT + ": " + directory + " is not empty (expected: a new directory)",
                    "name a directory that does not exist yet");
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var content = Files.list(directory)) {
            return content.findAny().isEmpty();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void put(Path directory, String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
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
