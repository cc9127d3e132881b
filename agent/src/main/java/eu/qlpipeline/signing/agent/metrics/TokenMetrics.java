package eu.qlpipeline.signing.agent.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.Rung;
import eu.qlpipeline.signing.agent.generation.Standing;
import eu.qlpipeline.signing.agent.generation.TokenState;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the token is, and how often it had to be opened again. Safe for use by several threads. */
final class TokenMetrics {

    /** Why a token is lost; other reasons have a series from their first time on. */
    private static final List<ReasonCode> EXPECTED = List.of(
            ReasonCode.TOKEN_SESSION_LOST,
            ReasonCode.TOKEN_HUNG,
            ReasonCode.SIGNATURE_INVALID,
            ReasonCode.SCHEME_UNSUPPORTED,
            ReasonCode.CERTIFICATE_NOT_VALID_NOW);

    private final TokenSupervisor supervisor;

    @GuardedBy("this")
    private final Map<Rung, Long> openings = new EnumMap<>(Rung.class);

    @GuardedBy("this")
    private final Map<ReasonCode, Long> losses = new EnumMap<>(ReasonCode.class);

    @GuardedBy("this")
    private long generation;

    @GuardedBy("this")
    private long recoveries;

    @GuardedBy("this")
    private boolean serving;

    @GuardedBy("this")
    private Optional<X509Certificate> certificate = Optional.empty();

    private TokenMetrics(TokenSupervisor supervisor) {
        this.supervisor = supervisor;
        EXPECTED.forEach(reason -> losses.put(reason, 0L));
    }

    static void add(Instruments instruments, Sources sources) {
        TokenSupervisor supervisor = sources.token().supervisor();
        var metrics = new TokenMetrics(supervisor);
        supervisor.onChange(metrics::look);
        metrics.look();
        metrics.addTo(instruments);
        instruments.gauge(
                "signing_agent_token_lost_calls",
                "Calls into the token's library that were given up and have not returned.",
                () -> sources.token().watch().lost());
        instruments.gauges(
                "signing_agent_certificate_end_timestamp_seconds",
                "When a certificate ends: that of the signing key, or the server's for TLS.",
                values -> {
                    metrics.certificate().ifPresent(found -> values.set(end(found), "signing"));
                    sources.entrance().keys().certificate().ifPresent(found -> values.set(end(found), "server"));
                },
                "certificate");
    }

    private void addTo(Instruments instruments) {
        instruments.gauge(
                "signing_agent_token_generation",
                "The number of the last generation; each attempt to log in has one.",
                this::generation);
        instruments.counters(
                "signing_agent_token_openings_total",
                "Generations that were opened, by the rung of recovery.",
                this::openings,
                "rung");
        instruments.counters(
                "signing_agent_token_losses_total",
                "How often the agent ceased to sign, and why.",
                this::losses,
                "reason");
        instruments.counter(
                "signing_agent_token_wrong_signatures_total",
                "Signatures that did not verify, those of self-tests among them; none was released.",
                supervisor::wrongSignatures);
        instruments.counter(
                "signing_agent_token_recoveries_total",
                "How often the agent signs again after the token was lost or hung.",
                this::recoveries);
    }

    private static double end(X509Certificate certificate) {
        return (double) certificate.getNotAfter().toInstant().getEpochSecond();
    }

    /** Takes in how things stand; told on whatever thread changed them. */
    private synchronized void look() {
        Standing now = supervisor.standing();
        boolean serves = now.state() == TokenState.SERVING;
        if (serves && !serving && generation > 0) {
            recoveries++;
        }
        if (serving && !serves && now.state() != TokenState.CLOSED) {
            now.why().ifPresent(why -> losses.merge(why.reason(), 1L, Long::sum));
        }
        serving = serves;
        now.generation().filter(open -> open.number() > generation).ifPresent(this::opened);
    }

    @GuardedBy("this")
    private void opened(Generation open) {
        generation = open.number();
        openings.merge(open.rung(), 1L, Long::sum);
        certificate = Optional.of(open.identity().certificate());
    }

    private synchronized long generation() {
        return generation;
    }

    private synchronized long recoveries() {
        return recoveries;
    }

    private synchronized Optional<X509Certificate> certificate() {
        return certificate;
    }

    private synchronized void losses(Instruments.Values values) {
        losses.forEach((reason, count) -> values.count(count, reason.name()));
    }

    private synchronized void openings(Instruments.Values values) {
        for (Rung rung : Rung.values()) {
            values.count(openings.getOrDefault(rung, 0L), rung.name());
        }
    }
}
