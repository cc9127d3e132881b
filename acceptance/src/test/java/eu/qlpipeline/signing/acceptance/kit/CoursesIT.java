package eu.qlpipeline.signing.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.web.Courses;
import eu.qlpipeline.signing.acceptance.web.WebServer;
import eu.qlpipeline.signing.acceptance.web.WebServers;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of the notebook: the pipeline's own program fetches the courses from each server of the kit. */
@ExtendWith(WithPipeline.class)
class CoursesIT {

    @ParameterizedTest
    @EnumSource
    void areFetchedTwiceOverOneConnectionWithOneSignature(WebServers kind, Pipeline pipeline) {
        try (WebServer server = kind.start(pipeline.processes(), pipeline.kit(), pipeline.folder("courses"))) {
            Outcome outcome =
                    new SigningFetch(pipeline).twice(server, Courses.PATH).orThrow();

            JsonObject report = outcome.json();
            List<JsonObject> responses = report.getAsJsonArray("responses").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .toList();
            assertThat(responses).hasSize(2).allSatisfy(response -> {
                assertThat(response.get("status").getAsInt()).isEqualTo(200);
                assertThat(response.get("protocol").getAsString()).isEqualTo("TLSv1.3");
                assertThat(response.get("cipher").getAsString()).isEqualTo("TLS_AES_256_GCM_SHA384");
                assertThat(JsonParser.parseString(response.get("body").getAsString()))
                        .isEqualTo(JsonParser.parseString(Courses.JSON));
            });
            assertThat(responses)
                    .extracting(response -> response.get("newConnection").getAsBoolean())
                    .containsExactly(true, false);
            assertThat(report.get("signatures").getAsInt()).isEqualTo(1);
        }
    }
}
