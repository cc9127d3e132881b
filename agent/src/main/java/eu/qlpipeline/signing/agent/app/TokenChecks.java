package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The doctor's checks of module, token, PIN, key and certificate. Each needs the one before it. */
final class TokenChecks {

    private static final Duration EXPIRY_NOTICE = Duration.ofDays(90);
    private static final List<String> IN_THE_TOKEN = List.of("key", "certificate", "expiry");

    private final TokenSettings token;
    private final KeySettings key;
    private final Clock clock;

    TokenChecks(TokenSettings token, KeySettings key, Clock clock) {
        this.token = token;
        this.key = key;
        this.clock = clock;
    }

    List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        boolean reachable =
                add(findings, "module", () -> Pkcs11Module.load(token).library() + " loads")
                        && add(findings, "token", this::token);
        boolean pin = add(findings, "PIN source", this::pin);
        if (reachable && pin) {
            inside(findings);
        } else {
            IN_THE_TOKEN.forEach(check -> findings.add(
                    new Finding(check, Finding.Level.NOT_TRIED, "needs module, token and PIN source", List.of())));
        }
        return findings;
    }

    private String token() {
        var slot = Pkcs11Module.load(token).find(token.token());
        return "label " + slot.token().label() + ", serial " + slot.token().serial() + ", in slot "
                + Long.toUnsignedString(slot.id());
    }

    private String pin() {
        // There is no Pin without a character.
        token.pin().read().close();
        return token.pin().describe() + ", readable, not empty";
    }

    private void inside(List<Finding> findings) {
        Inspection inspection;
        try {
            inspection = Inspection.of(token, key, clock);
        } catch (AgentException e) {
            findings.add(new Finding("key", Finding.Level.FAILED, String.valueOf(e.getMessage()), e.hints()));
            findings.add(new Finding("certificate", Finding.Level.NOT_TRIED, "needs the key", List.of()));
            findings.add(new Finding("expiry", Finding.Level.NOT_TRIED, "needs the certificate", List.of()));
            return;
        }
        add(findings, "key", () -> {
            inspection.proof().require();
            return "RSA of " + inspection.modulusBits() + " bits, every rule holds, export refused";
        });
        List<AgentException> others = inspection.problems().stream()
                .filter(problem -> !String.valueOf(problem.getMessage()).startsWith("key:"))
                .toList();
        add(findings, "certificate", () -> {
            others.stream().findFirst().ifPresent(problem -> {
                throw problem;
            });
            return inspection.certificate().map(CertificateFingerprint::of).orElseThrow() + ", belongs to the key";
        });
        findings.add(inspection
                .certificate()
                .map(this::expiry)
                .orElseGet(() -> new Finding("expiry", Finding.Level.NOT_TRIED, "needs the certificate", List.of())));
    }

    private Finding expiry(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(clock.instant(), end);
        if (left.compareTo(EXPIRY_NOTICE) < 0) {
            return Finding.warning(
                    "expiry",
                    "certificate ends at " + end + ", in " + left.toDays() + " days",
                    "make another key and its certificate with: " + KeySettings.MAKE_ANOTHER,
                    "then as docs/operation.md says under another key: providers store it before the agent uses it");
        }
        return Finding.ok("expiry", "certificate ends at " + end + ", in " + left.toDays() + " days");
    }

    private static boolean add(List<Finding> findings, String check, Supplier<String> work) {
        Finding finding = Doctor.finding(check, work);
        findings.add(finding);
        return finding.level() == Finding.Level.OK;
    }
}
