package eu.qlpipeline.signing.agent.metrics.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import eu.qlpipeline.signing.agent.telemetry.RareWarnings;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET /metrics} in the text format of Prometheus or of OpenMetrics, as the client prefers, and nothing else.
 *
 * <p>Safe for use by several threads.
 */
public final class Exposition implements HttpHandler {

    /** The path of the metrics. */
    static final String PATH = "/metrics";

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int INTERNAL_ERROR = 500;

    private final Supplier<MetricSnapshots> metrics;
    private final ExpositionFormats formats =
            ExpositionFormats.init(PrometheusProperties.builder().build());
    private final RareWarnings defects =
            new RareWarnings(System.getLogger(Exposition.class.getName()), System::nanoTime);

    /** @param metrics reads all metrics */
    public Exposition(Supplier<MetricSnapshots> metrics) {
        this.metrics = metrics;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                Reply.text(exchange, NOT_FOUND, "path: unknown (expected: " + PATH + ")\n");
            } else if (!exchange.getRequestMethod().matches("GET|HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                Reply.text(exchange, METHOD_NOT_ALLOWED, "method: not allowed (expected: GET or HEAD)\n");
            } else {
                expose(exchange);
            }
        }
    }

    private void expose(HttpExchange exchange) throws IOException {
        String accepted = accepted(exchange.getRequestHeaders());
        ExpositionFormatWriter writer = writer(accepted);
        var body = new ByteArrayOutputStream();
        EscapingScheme escaping = EscapingScheme.fromAcceptHeader(accepted);
        try {
            writer.write(body, metrics.get(), escaping);
        } catch (RuntimeException e) {
            defects.warn("scrape", "metrics: defect: " + e);
            Reply.text(exchange, INTERNAL_ERROR, "metrics: internal defect\n");
            return;
        }
        Reply.bytes(exchange, OK, writer.getContentType() + escaping.toHeaderFormat(), body.toByteArray());
    }

    /** Text, whatever else is preferred: {@code findWriter} may return that of a format whose library is not here. */
    private ExpositionFormatWriter writer(@Nullable String accepted) {
        return Preference.of(accepted).isOpenMetrics()
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
    }

    private static @Nullable String accepted(Headers headers) {
        var accepted = headers.get("Accept");
        return accepted == null ? null : String.join(",", accepted);
    }
}
