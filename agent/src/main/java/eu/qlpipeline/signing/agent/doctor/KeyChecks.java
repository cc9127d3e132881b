package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.app.Inspection;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.latch.HungLogin;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.watch.AwaitedCalls;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** The doctor's checks of what a login shows: the key, its certificate, and then whether it signs. */
final class KeyChecks {

    private static final String KEY = "key";
    private static final List<String> AFTER_THE_KEY =
            List.of(SigningCertificateChecks.CERTIFICATE, SigningCertificateChecks.EXPIRY, SelfTestCheck.CHECK);

    private final AgentSettings settings;
    private final Clock clock;
    private final SigningCertificateChecks certificate;
    private final SelfTestCheck selfTest;

    KeyChecks(AgentSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.certificate = new SigningCertificateChecks(settings.certificate().file(), clock);
        this.selfTest = new SelfTestCheck(settings, clock);
    }

    /** Tells of each of these checks that there was no login. */
    static void notTried(Consumer<DoctorFinding> findings, String why) {
        findings.accept(DoctorFinding.notTried(KEY, why));
        notTried(findings, AFTER_THE_KEY, why);
    }

    void examine(Consumer<DoctorFinding> findings, AwaitedCalls calls, TokenSettings login) {
        Inspection inspection;
        try {
            inspection = calls.make(() -> Inspection.of(login, settings.key(), clock, certificate.expected()));
        } catch (AgentException e) {
            findings.accept(withoutKey(e));
            notTried(findings, AFTER_THE_KEY, "needs the key");
            return;
        }
        findings.accept(DoctorFinding.of(KEY, () -> {
            inspection.proof().require();
            return "RSA of " + inspection.modulusBits() + " bits, every rule holds, export refused";
        }));
        findings.accept(certificate.examine(inspection));
        findings.accept(inspection
                .certificate()
                .map(certificate::expiry)
                .orElseGet(() -> DoctorFinding.notTried(SigningCertificateChecks.EXPIRY, "needs the certificate")));
        findings.accept(
                inspection.ok()
                        ? selfTest.examine(calls, login)
                        : DoctorFinding.notTried(SelfTestCheck.CHECK, "needs key and certificate"));
    }

    private DoctorFinding withoutKey(AgentException e) {
        AgentException told = CkError.CKR_SESSION_COUNT.isBehind(e) ? e.hinting(List.of(SelfTestCheck.STOP_FIRST)) : e;
        return DoctorFinding.failed(
                KEY, HungLogin.advised(told, settings.token().latch()));
    }

    private static void notTried(Consumer<DoctorFinding> findings, List<String> checks, String why) {
        checks.forEach(check -> findings.accept(DoctorFinding.notTried(check, why)));
    }
}
