package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.GenerationFactory;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.pin.Pin;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.watch.AwaitedCalls;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The doctor's checks of module, token, PIN, key and certificate, and of a login as an agent that starts. Each needs the one before it. */
final class TokenChecks {

    private static final Duration EXPIRY_NOTICE = Duration.ofDays(90);
    private static final List<String> IN_THE_TOKEN = List.of("key", "certificate", "expiry", "self-test");
    private static final String STOP_FIRST =
            "an agent that serves may hold all sessions of the token: stop it, then doctor again";

    private final AgentSettings settings;
    private final TokenSettings token;
    private final Clock clock;

    TokenChecks(AgentSettings settings, Clock clock) {
        this.settings = settings;
        this.token = settings.token();
        this.clock = clock;
    }

    void examine(Consumer<DoctorFinding> findings) {
        try (var calls = new AwaitedCalls(settings.supervision().hangs())) {
            boolean reachable = told(
                            findings,
                            "module",
                            () -> calls.make(() -> Pkcs11Module.load(token).library() + " loads"))
                    && told(findings, "token", () -> calls.make(this::token));
            // Once for all logins: a person would have to type it for each.
            try (@Nullable Pin pin = pin(findings)) {
                if (reachable && pin != null) {
                    var kept = new PinSource.Kept(pin, token.pin().describe());
                    inside(findings, calls, token.withPin(kept));
                } else {
                    notTried(findings, IN_THE_TOKEN, "needs module, token and PIN source");
                }
            }
        }
    }

    private String token() {
        var slot = Pkcs11Module.load(token).find(token.token());
        return "label " + slot.token().label() + ", serial " + slot.token().serial() + ", in slot "
                + Long.toUnsignedString(slot.id());
    }

    private @Nullable Pin pin(Consumer<DoctorFinding> findings) {
        try {
            Pin pin = token.pin().read();
            // There is no Pin without a character.
            findings.accept(DoctorFinding.ok("PIN source", token.pin().describe() + ", readable, not empty"));
            return pin;
        } catch (AgentException e) {
            findings.accept(DoctorFinding.failed("PIN source", e));
            return null;
        }
    }

    private void inside(Consumer<DoctorFinding> findings, AwaitedCalls calls, TokenSettings login) {
        Inspection inspection;
        try {
            inspection = calls.make(() -> Inspection.of(login, settings.key(), clock, expected()));
        } catch (AgentException e) {
            findings.accept(withoutKey(e));
            notTried(findings, IN_THE_TOKEN.subList(1, IN_THE_TOKEN.size()), "needs the key");
            return;
        }
        told(findings, "key", () -> {
            inspection.proof().require();
            return "RSA of " + inspection.modulusBits() + " bits, every rule holds, export refused";
        });
        findings.accept(certificate(inspection));
        findings.accept(inspection
                .certificate()
                .map(this::expiry)
                .orElseGet(() -> DoctorFinding.notTried("expiry", "needs the certificate")));
        if (inspection.ok()) {
            findings.accept(selfTest(calls, login));
        } else {
            notTried(findings, List.of("self-test"), "needs key and certificate");
        }
    }

    private DoctorFinding certificate(Inspection inspection) {
        Path file = settings.certificate().file();
        try {
            X509Certificate certificate = inspection.requireGoodCertificate();
            ServedCertificate served = ServedCertificate.in(file, clock);
            served.requireNoOther(certificate, inspection.token());
            return served.isKnown()
                    ? DoctorFinding.ok("certificate", CertificateFingerprint.of(certificate) + ", belongs to the key")
                    : DoctorFinding.warning(
                            "certificate", ServedCertificate.missing(file), ServedCertificate.toWrite(file));
        } catch (AgentException e) {
            return DoctorFinding.failed("certificate", e);
        }
    }

    /** That of {@code certificate.file}; of one that cannot be read the check of the certificate tells. */
    private ServedCertificate expected() {
        try {
            return ServedCertificate.in(settings.certificate().file(), clock);
        } catch (AgentException e) {
            return new ServedCertificate(clock);
        }
    }

    /** Logs in once more, as an agent that starts: what keeps that from signing is not seen otherwise. */
    private DoctorFinding selfTest(AwaitedCalls calls, TokenSettings login) {
        var served = new ServedCertificate(clock);
        var factory = new GenerationFactory(login, settings.key(), served, new SecureRandom(), calls.watch());
        try {
            return calls.await(() -> {
                try (Generation generation = factory.open(1)) {
                    return signed(generation);
                }
            });
        } catch (AgentException e) {
            return withoutSelfTest(e);
        }
    }

    private static DoctorFinding signed(Generation generation) {
        String found = "signs and verifies, salt " + generation.boundScheme().saltLength();
        return generation.offers(PurposeKind.RAW_CHALLENGE)
                ? DoctorFinding.ok("self-test", found)
                : DoctorFinding.warning(
                        "self-test",
                        found + " (expected: 478); raw challenges are off",
                        "what such a token serves, and what its callers need: docs/hsm/README.md");
    }

    private DoctorFinding withoutSelfTest(AgentException e) {
        if (!CkError.CKR_SESSION_COUNT.isBehind(e)) {
            return DoctorFinding.failed("self-test", e);
        }
        String detail = e.getMessage() + " (expected: two sessions, or a token that says it has one)";
        // An agent that serves may hold what sessions the token has.
        var server = settings.server();
        return PortCheck.isAnswered(server.address(), server.port())
                ? DoctorFinding.warning("self-test", detail, STOP_FIRST)
                : new DoctorFinding("self-test", DoctorFinding.Level.FAILED, detail, List.of(STOP_FIRST));
    }

    private static DoctorFinding withoutKey(AgentException e) {
        DoctorFinding failed = DoctorFinding.failed("key", e);
        if (failed.level() == DoctorFinding.Level.HUNG) {
            List<String> hints = new ArrayList<>(failed.hints());
            hints.add("a login of unknown outcome is remembered, and a second one latches: signing-agent pin status");
            return failed.hinting(hints);
        }
        return CkError.CKR_SESSION_COUNT.isBehind(e) ? failed.hinting(List.of(STOP_FIRST)) : failed;
    }

    DoctorFinding expiry(X509Certificate certificate) {
        var end = new DoctorFinding.End(certificate.getNotAfter().toInstant(), clock.instant());
        if (end.isWithin(EXPIRY_NOTICE)) {
            return DoctorFinding.warning(
                    "expiry",
                    "certificate " + end,
                    "make another key and its certificate with: " + KeySettings.MAKE_ANOTHER,
                    "then as docs/operation.md says under another key: providers store it before the agent uses it");
        }
        return DoctorFinding.ok("expiry", "certificate " + end);
    }

    private static boolean told(Consumer<DoctorFinding> findings, String check, Supplier<String> work) {
        DoctorFinding finding = DoctorFinding.of(check, work);
        findings.accept(finding);
        return finding.level() == DoctorFinding.Level.OK;
    }

    private static void notTried(Consumer<DoctorFinding> findings, List<String> checks, String why) {
        checks.forEach(check -> findings.accept(DoctorFinding.notTried(check, why)));
    }
}
