package eu.qlpipeline.signing.agent.kit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the kit of one provider. The same certificate and values give the same files. */
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

    private static final String OUT = "--out";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([A-Za-z0-9]+)}}");

    private final X509Certificate signing;
    private final X509Certificate agentTls;
    private final KitValues values;

    /** A kit with the certificate of the signing key and that of the agent's TLS key. */
    public ProviderKit(X509Certificate signing, X509Certificate agentTls, KitValues values) {
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
        CertificateFingerprint fingerprint = CertificateFingerprint.of(signing);
        Map<String, String> byName = values.byName(fingerprint.hex(), sha1(signing));
        requireEmpty(directory);
        try {
            put(directory, "ql-pipeline.crt", CertificateEncoding.pem(signing));
            put(directory, "ql-pipeline.sha256", fingerprint + "\n");
            put(directory, "agent-tls.crt", CertificateEncoding.pem(agentTls));
            for (String document : PROTOCOL) {
                put(directory, document, read(document));
            }
            for (String template : TEMPLATES) {
                put(directory, template, fill(read(template), byName));
            }
        } catch (IOException e) {
            clear(directory, e);
            throw FileProblem.unwritable(OUT, directory, e);
        }
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

    /** The only fingerprint that nginx knows of a client; it comes on top of the trust anchor. */
    private static String sha1(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(CertificateEncoding.der(certificate)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
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

    /** Puts a value in each placeholder; one without a value is a defect. */
    static String fill(String template, Map<String, String> byName) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> {
            String value = byName.get(found.group(1));
            if (value == null) {
                throw new IllegalStateException("placeholder " + found.group(1) + " has no value");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
