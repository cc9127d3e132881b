package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import eu.qlpipeline.signing.agent.yaml.YamlFields;
import eu.qlpipeline.signing.agent.yaml.YamlNode;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who the caller is, as its file states it.
 *
 * @param identity by what it is known at the TLS handshake
 * @param certificates its own certificate, or those of the authorities that certify its name
 */
record StatedIdentity(CallerIdentity identity, List<X509Certificate> certificates) {

    /** Reads it; empty where there is a problem. */
    static Optional<StatedIdentity> read(Path file, YamlFields fields, Problems problems, Consumer<Path> read) {
        Optional<YamlNode.Scalar> san = fields.optionalText("san");
        Optional<YamlNode.Scalar> authorities = fields.optionalText("ca");
        if (san.isEmpty() && authorities.isEmpty()) {
            return fields.requiredText("certificate")
                    .flatMap(path -> problems.attempt(
                            path.location(),
                            () -> pinned(new PemCertificates("certificate", file, read).one(path.text()))));
        }
        Location whole = Location.of(file.toString());
        if (fields.optionalText("certificate").isPresent()) {
            problems.add(whole, "certificate: set beside san or ca (expected: certificate, or san with ca)");
        }
        if (san.isEmpty() || authorities.isEmpty()) {
            problems.add(whole, (san.isEmpty() ? "san" : "ca") + ": not set (expected: san and ca together)");
            return Optional.empty();
        }
        Optional<SubjectName> name = problems.attempt(
                san.get().location(), () -> SubjectName.parse(san.get().text()));
        Optional<List<X509Certificate>> trusted = problems.attempt(
                authorities.get().location(),
                () -> new PemCertificates("ca", file, read)
                        .some(authorities.get().text()));
        return name.flatMap(known -> trusted.map(
                by -> new StatedIdentity(new CallerIdentity.CertifiedName(known, CertificateAuthorities.of(by)), by)));
    }

    private static StatedIdentity pinned(X509Certificate certificate) {
        return new StatedIdentity(new CallerIdentity.PinnedKey(SpkiFingerprint.of(certificate)), List.of(certificate));
    }

    /** When the first of the certificates ends. */
    Instant end() {
        return certificates.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }
}
