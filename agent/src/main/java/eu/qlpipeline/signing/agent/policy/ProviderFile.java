package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import eu.qlpipeline.signing.agent.yaml.Spelling;
import eu.qlpipeline.signing.agent.yaml.YamlFields;
import eu.qlpipeline.signing.agent.yaml.YamlNode;
import eu.qlpipeline.signing.agent.yaml.YamlReader;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The file of one caller: its client certificate and the purposes it may ask for. */
final class ProviderFile {

    private static final int MAX_CERTIFICATE_BYTES = 64 * 1024;
    private static final TextRule NAME = TextRule.of(
            "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}",
            "1 to 64 letters, digits, '-', '_' or '.', starting with a letter or digit");
    private static final List<String> PURPOSES = Arrays.stream(PurposeKind.values())
            .filter(PurposeKind::callable)
            .map(PurposeKind::label)
            .toList();

    private ProviderFile() {}

    /** Reads a file; empty where there is a problem. */
    static Optional<Caller> read(Path file, Problems problems) {
        int before = problems.list().size();
        Optional<String> name = problems.attempt(
                Location.of(file.toString()), () -> NAME.require("name of the caller", ProviderDirectory.stem(file)));
        Optional<YamlNode.Mapping> mapping = YamlReader.read(file, problems);
        if (name.isEmpty() || mapping.isEmpty()) {
            return Optional.empty();
        }
        var fields = new YamlFields(mapping.get(), problems);
        Optional<X509Certificate> certificate = fields.requiredText("certificate")
                .flatMap(path -> problems.attempt(path.location(), () -> certificate(file, path.text())));
        Set<PurposeKind> purposes = purposes(fields.requiredTexts("purposes"), problems);
        List<Audience> audiences = audiences(fields.optionalTexts("audiences"), problems);
        if (purposes.contains(PurposeKind.BOUND_CHALLENGE) && audiences.isEmpty()) {
            problems.add(
                    Location.of(file.toString()),
                    "audiences: not set (expected: the caller's own names, because it may ask for bound-challenge)");
        }
        boolean allowBatch = fields.optionalFlag("allow-batch").orElse(true);
        fields.refuseOthers();
        return certificate
                .filter(any -> problems.list().size() == before)
                .map(known -> new Caller(name.get(), SpkiFingerprint.of(known), purposes, audiences, allowBatch));
    }

    private static Set<PurposeKind> purposes(List<YamlNode.Scalar> labels, Problems problems) {
        Set<PurposeKind> purposes = EnumSet.noneOf(PurposeKind.class);
        for (YamlNode.Scalar label : labels) {
            PurposeKind.ofLabel(label.text())
                    .filter(PurposeKind::callable)
                    .ifPresentOrElse(
                            purposes::add,
                            () -> problems.add(label.location(), Spelling.unknown("purpose", label.text(), PURPOSES)));
        }
        return purposes;
    }

    private static List<Audience> audiences(List<YamlNode.Scalar> names, Problems problems) {
        var audiences = new ArrayList<Audience>();
        for (YamlNode.Scalar name : names) {
            try {
                audiences.add(new Audience(name.text()));
            } catch (ContractViolation violation) {
                problems.add(name.location(), String.valueOf(violation.getMessage()));
            }
        }
        return audiences;
    }

    private static X509Certificate certificate(Path file, String path) {
        String shown = "certificate: " + TextRule.printable(path);
        try (InputStream in = Files.newInputStream(file.resolveSibling(path))) {
            byte[] content = in.readNBytes(MAX_CERTIFICATE_BYTES + 1);
            var all = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content));
            if (all.size() != 1 || content.length > MAX_CERTIFICATE_BYTES) {
                throw refused(shown + " does not hold one certificate", "exactly one, in PEM");
            }
            return (X509Certificate) all.iterator().next();
        } catch (IOException | InvalidPathException e) {
            throw refused(shown + " cannot be read", "a PEM file, relative to this file");
        } catch (CertificateException e) {
            throw refused(shown + " is not a certificate", "X.509 in PEM");
        }
    }

    private static AgentException refused(String what, String expected) {
        return new AgentException(ReasonCode.CONFIGURATION, what + " (expected: " + expected + ")");
    }
}
