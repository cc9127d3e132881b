package eu.qlpipeline.signing.acceptance.faults;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** A real Prometheus that scrapes one agent each second, with the alerts that are packaged. */
final class Prometheus {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI alerts;

    private Prometheus(URI alerts) {
        this.alerts = alerts;
    }

    /**
     * Starts one; its alerts fire once their condition is there twice, not only after the minutes of the rules.
     *
     * @param agent host and port of the agent's metrics
     */
    static Prometheus start(Stage stage, Path rules, String agent) throws IOException {
        Path folder = stage.folder("prometheus");
        Files.writeString(
                folder.resolve("rules.yml"), Files.readString(rules).replaceAll("(?m)^( +for:) \\d+m$", "$1 1s"));
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [rules.yml]
                scrape_configs:
                  - job_name: signing-agent
                    static_configs:
                      - targets: ["%s"]
                """.formatted(agent));
        String address = freeAddress();
        stage.processes()
                .start(Program.of(
                        folder,
                        "prometheus",
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=" + address));
        return new Prometheus(URI.create("http://" + address + "/api/v1/alerts"));
    }

    private static String freeAddress() throws IOException {
        try (ServerSocket free = Stage.occupyPort()) {
            return "127.0.0.1:" + free.getLocalPort();
        }
    }

    /** The names of the alerts that fire. */
    Set<String> firing() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(alerts).timeout(DEADLINE).build();
        String answer =
                CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
        var firing = new TreeSet<String>();
        for (JsonElement alert : JsonParser.parseString(answer)
                .getAsJsonObject()
                .getAsJsonObject("data")
                .getAsJsonArray("alerts")) {
            if (alert.getAsJsonObject().get("state").getAsString().equals("firing")) {
                firing.add(alert.getAsJsonObject()
                        .getAsJsonObject("labels")
                        .get("alertname")
                        .getAsString());
            }
        }
        return firing;
    }
}
