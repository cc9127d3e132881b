package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.key.KeyAttributeProof;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenDescription;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code init}, {@code inspect} and {@code certificate} print of the key, for people and as JSON. */
final class KeyReport {

    private KeyReport() {}

    static Map<String, Object> json(
            TokenDescription token,
            KeySettings key,
            int modulusBits,
            KeyAttributeProof proof,
            Optional<X509Certificate> certificate) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("token", token(token));
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("label", key.label());
        described.put("id", key.id().toString());
        described.put("modulusBits", modulusBits);
        report.put("key", described);
        report.put("proofLevel", "token-claim");
        report.put(
                "attributes", proof.results().stream().map(KeyReport::attribute).toList());
        report.put("mechanism", proof.mechanism().name());
        report.put("exportRefused", proof.exportRefused());
        certificate.ifPresent(present -> report.put("certificate", certificate(present)));
        return report;
    }

    private static Map<String, Object> token(TokenDescription token) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("label", token.label());
        object.put("manufacturer", token.manufacturer());
        object.put("model", token.model());
        object.put("serial", token.serial());
        return object;
    }

    private static Map<String, Object> attribute(KeyAttributeProof.Result result) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", result.name());
        object.put("value", result.value());
        object.put("expected", result.expected());
        object.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
        if (!result.meaning().isEmpty()) {
            object.put("meaning", result.meaning());
        }
        return object;
    }

    static Map<String, Object> certificate(X509Certificate certificate) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("sha256", CertificateFingerprint.of(certificate).hex());
        object.put("subject", certificate.getSubjectX500Principal().getName());
        object.put("serial", certificate.getSerialNumber().toString(16));
        object.put("notBefore", certificate.getNotBefore().toInstant().toString());
        object.put("notAfter", certificate.getNotAfter().toInstant().toString());
        return object;
    }

    static String text(TokenDescription token, KeySettings key, int modulusBits, KeyAttributeProof proof) {
        StringBuilder text = new StringBuilder();
        text.append("token        label %s, serial %s, %s %s%n"
                .formatted(token.label(), token.serial(), token.manufacturer(), token.model()));
        text.append(String.format(
                Locale.ROOT, "key          label %s, id %s, RSA of %d bits%n", key.label(), key.id(), modulusBits));
        text.append("proof level  what the token claims; no attestation by its vendor%n".formatted());
        text.append("signs with   %s, %s%n".formatted(proof.mechanism(), digest(proof.mechanism())));
        for (KeyAttributeProof.Result result : proof.results()) {
            text.append("%-8s %-23s %s%s%n"
                    .formatted(
                            result.verdict().name().toLowerCase(Locale.ROOT),
                            result.name(),
                            result.value().isEmpty() ? "not known to the token" : result.value(),
                            result.verdict() == KeyAttributeProof.Verdict.PASS
                                    ? ""
                                    : " (expected: " + result.expected() + ")"));
        }
        text.append("%-8s %-23s %s%n"
                .formatted(
                        proof.exportRefused() ? "pass" : "fail",
                        "export of the key",
                        proof.exportRefused()
                                ? "refused with " + proof.exportAnswer()
                                : "revealed (expected: refused)"));
        proof.results().stream()
                .filter(result -> result.verdict() == KeyAttributeProof.Verdict.WARNING)
                .forEach(result -> text.append("warning  %s%n".formatted(result.meaning())));
        return text.toString();
    }

    private static String digest(CkMechanism mechanism) {
        return mechanism == CkMechanism.CKM_SHA256_RSA_PKCS_PSS
                ? "the digest made in the token"
                : "the digest made in the agent: the token offers no " + CkMechanism.CKM_SHA256_RSA_PKCS_PSS;
    }

    static String text(X509Certificate certificate) {
        return "certificate  %s%n             %s%n             valid from %s to %s%n"
                .formatted(
                        certificate.getSubjectX500Principal().getName(),
                        CertificateFingerprint.of(certificate),
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant());
    }
}
