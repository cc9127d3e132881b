package eu.qlpipeline.signing.agent.metrics;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Makes metrics, and reads all of them. Neither the environment nor a file of Prometheus's client changes what they are, and
 * none has exemplars.
 *
 * <p>Safe for use by several threads.
 */
final class Instruments {

    private final PrometheusProperties properties =
            PrometheusProperties.builder().build();
    private final PrometheusRegistry registry = new PrometheusRegistry();

    /** What to do about the numbers, with values of the labels where there are some. */
    @FunctionalInterface
    interface Values {

        /** Takes one number. */
        void set(double value, String... labels);

        /** Takes one number of things. */
        default void count(long value, String... labels) {
            set((double) value, labels);
        }
    }

    /** A counter that is counted up. */
    Counter counter(String name, String help, String... labels) {
        return Counter.builder(properties)
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /** A counter that somebody else keeps. */
    void counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder(properties)
                .name(name)
                .help(help)
                .callback(all -> all.call((double) value.getAsLong()))
                .register(registry);
    }

    /** Counters that somebody else keeps. */
    void counters(String name, String help, Consumer<Values> values, String... labels) {
        CounterWithCallback.builder(properties)
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(all -> values.accept(all::call))
                .register(registry);
    }

    /** A gauge. */
    void gauge(String name, String help, LongSupplier value) {
        gauges(name, help, all -> all.count(value.getAsLong()));
    }

    /** Gauges. */
    void gauges(String name, String help, Consumer<Values> values, String... labels) {
        GaugeWithCallback.builder(properties)
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(all -> values.accept(all::call))
                .register(registry);
    }

    /** A histogram with buckets up to those bounds. */
    Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder(properties)
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /** All metrics at this moment. */
    MetricSnapshots read() {
        return registry.scrape();
    }
}
