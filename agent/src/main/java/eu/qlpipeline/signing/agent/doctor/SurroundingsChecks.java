package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.app.FreePorts;
import eu.qlpipeline.signing.agent.audit.AuditMode;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.metrics.MetricsSettings;
import eu.qlpipeline.signing.agent.rpc.ServerIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** The doctor's checks of everything that is not in the token: clock, TLS files, callers, ports, file modes. */
final class SurroundingsChecks {

    /** No clock of a machine that runs this release is right before this moment. */
    private static final Instant RELEASE = Instant.parse("2026-01-01T00:00:00Z");

    private static final String TLS_FILES = "TLS files";
    private static final String METRICS_PORT = "metrics port";
    private static final String MAKE_NEW =
            "make a new one from the same key, and give it to the providers that check its dates";

    private final AgentSettings settings;
    private final Optional<Path> configuration;
    private final Clock clock;

    SurroundingsChecks(AgentSettings settings, Optional<Path> configuration, Clock clock) {
        this.settings = settings;
        this.configuration = configuration;
        this.clock = clock;
    }

    void examine(Consumer<DoctorFinding> findings) {
        findings.accept(DoctorFinding.of("clock", this::clock));
        findings.accept(tlsFiles());
        findings.accept(new CallerChecks(settings.providers(), clock).examine());
        findings.accept(new PortCheck("port", "server.port")
                .examine(settings.server().address(), settings.server().port()));
        findings.accept(metricsPort());
        findings.accept(new FileTrust(settings, configuration).examine());
        findings.accept(audit());
    }

    private DoctorFinding metricsPort() {
        MetricsSettings metrics = settings.metrics();
        if (metrics.port().isEmpty()) {
            return DoctorFinding.ok(METRICS_PORT, "off");
        }
        try {
            FreePorts.requireDifferent(settings);
        } catch (AgentException e) {
            return DoctorFinding.failed(METRICS_PORT, e);
        }
        return new PortCheck(METRICS_PORT, "metrics.port")
                .examine(metrics.address(), metrics.port().getAsInt());
    }

    private DoctorFinding audit() {
        return settings.audit().mode() == AuditMode.OFF
                ? DoctorFinding.warning(
                        "audit log",
                        "audit.mode: off (expected: on); nothing that is signed is recorded",
                        "set audit.mode to on; off is for measuring alone")
                : new AuditInspection(settings.audit()).examine();
    }

    private String clock() {
        Instant now = clock.instant();
        if (now.isBefore(RELEASE)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "clock: " + now + " (expected: after " + RELEASE + ")",
                    "set the clock, and keep it right with a time service such as chrony");
        }
        return now.toString();
    }

    private DoctorFinding tlsFiles() {
        try {
            ServerIdentity identity = ServerIdentity.load(settings.server());
            Instant now = clock.instant();
            identity.untimely(now).ifPresent(flaw -> {
                throw new AgentException(
                        ReasonCode.CONFIGURATION, "server.certificate: " + flaw + " (expected: valid)", MAKE_NEW);
            });
            var end = new DoctorFinding.End(identity.certificate().getNotAfter().toInstant(), now);
            return end.isSoon()
                    ? DoctorFinding.warning(TLS_FILES, "server.certificate: " + end, MAKE_NEW)
                    : DoctorFinding.ok(TLS_FILES, settings.server().certificate() + " and its key, until " + end.at());
        } catch (AgentException e) {
            return DoctorFinding.failed(TLS_FILES, e);
        }
    }
}
