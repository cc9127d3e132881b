package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.PurposeKind;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The counters of requests. Safe for use by several threads. */
final class RequestCounters {

    /** The outcome of a request that was answered; that of any other is the name of its reason. */
    private static final String SIGNED = "SIGNED";

    /** The outcome where the caller had gone before its turn came. */
    private static final String CALLER_GONE = "CALLER_GONE";

    /** The purpose of a request that could not be decoded, or was refused before it was. */
    private static final String NO_PURPOSE = "none";

    private static final List<ReasonCode> LIMITS = List.of(ReasonCode.RATE_LIMITED, ReasonCode.CONCURRENCY_LIMITED);
    private static final double[] BATCH_SIZES = {2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096};

    private final Counter outcomes;
    private final Histogram batches;
    private final Map<PurposeKind, CounterDataPoint> signed = new EnumMap<>(PurposeKind.class);
    private final Map<Limited, LongAdder> limited = new ConcurrentHashMap<>();

    private record Limited(String caller, ReasonCode reason) {}

    RequestCounters(Instruments instruments) {
        outcomes = instruments.counter(
                "signing_agent_requests_total",
                "Requests for signatures that have ended, by purpose and outcome.",
                "purpose",
                "outcome");
        for (PurposeKind kind : PurposeKind.allCallable()) {
            signed.put(kind, outcomes.labelValues(kind.label(), SIGNED));
            outcomes.initLabelValues(kind.label(), CALLER_GONE);
            for (ReasonCode reason : List.of(ReasonCode.OVERLOADED, ReasonCode.DEADLINE_EXCEEDED)) {
                outcomes.initLabelValues(kind.label(), reason.name());
            }
            LIMITS.forEach(reason -> outcomes.initLabelValues(kind.label(), reason.name()));
        }
        batches = instruments.histogram(
                "signing_agent_batch_requests", "How many requests the signature of a batch answered.", BATCH_SIZES);
    }

    void signed(PurposeKind purpose) {
        CounterDataPoint point = signed.get(purpose);
        if (point != null) {
            point.inc();
        }
    }

    void failed(PurposeKind purpose, ReasonCode reason) {
        outcomes.labelValues(purpose.label(), reason.name()).inc();
    }

    void gone(PurposeKind purpose) {
        outcomes.labelValues(purpose.label(), CALLER_GONE).inc();
    }

    void unread(ReasonCode reason) {
        outcomes.labelValues(NO_PURPOSE, reason.name()).inc();
    }

    void batch(int size) {
        batches.observe(size);
    }

    /** Counts a refusal if it is one by the limits of the caller. */
    void limited(String caller, ReasonCode reason) {
        if (LIMITS.contains(reason)) {
            limited.computeIfAbsent(new Limited(caller, reason), key -> new LongAdder())
                    .increment();
        }
    }

    /** How often the limits of each of those callers refused it. Those of all others are forgotten. */
    void limited(Collection<String> callers, Instruments.Values values) {
        Set<String> present = Set.copyOf(callers);
        limited.keySet().removeIf(known -> !present.contains(known.caller()));
        for (String caller : callers) {
            for (ReasonCode reason : LIMITS) {
                LongAdder count = limited.get(new Limited(caller, reason));
                values.count(count == null ? 0 : count.sum(), caller, reason.name());
            }
        }
    }
}
