package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.SigningPurpose;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Measures how long signatures take, those that the agent makes for itself among them. Safe for use by several threads. */
final class TimedSigner implements PurposeSigner {

    private static final double[] SECONDS = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30};

    private final PurposeSigner signer;
    private final Series series;

    TimedSigner(PurposeSigner signer, Series series) {
        this.signer = signer;
        this.series = series;
    }

    @Override
    public SigningKey key() {
        return signer.key();
    }

    @Override
    public Made sign(SigningKey key, SigningPurpose purpose) {
        long start = System.nanoTime();
        try {
            Made made = signer.sign(key, purpose);
            series.made(purpose.kind(), System.nanoTime() - start);
            return made;
        } catch (AgentException e) {
            series.failed(e.reason());
            throw e;
        } catch (CallLostException e) {
            series.failed(ReasonCode.TOKEN_HUNG);
            throw e;
        }
    }

    /** What is measured, of all signers together. Safe for use by several threads. */
    static final class Series {

        private final Map<PurposeKind, DistributionDataPoint> seconds = new EnumMap<>(PurposeKind.class);
        private final Counter failures;

        Series(Instruments instruments) {
            Histogram histogram = instruments.histogram(
                    "signing_agent_signature_seconds",
                    "Signatures made in the token and verified, and how long each took.",
                    SECONDS,
                    "purpose");
            for (PurposeKind kind : PurposeKind.values()) {
                seconds.put(kind, histogram.labelValues(kind.label()));
            }
            failures = instruments.counter(
                    "signing_agent_signature_failures_total", "Signatures that could not be made, and why.", "reason");
            for (ReasonCode reason : List.of(
                    ReasonCode.TOKEN_SESSION_LOST,
                    ReasonCode.TOKEN_HUNG,
                    ReasonCode.SIGNATURE_INVALID,
                    ReasonCode.SCHEME_UNSUPPORTED)) {
                failures.initLabelValues(reason.name());
            }
        }

        private void made(PurposeKind kind, long nanos) {
            DistributionDataPoint point = seconds.get(kind);
            if (point != null) {
                point.observe(nanos / 1e9);
            }
        }

        private void failed(ReasonCode reason) {
            failures.labelValues(reason.name()).inc();
        }
    }
}
