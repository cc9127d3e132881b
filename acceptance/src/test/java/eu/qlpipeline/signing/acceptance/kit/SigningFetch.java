package eu.qlpipeline.signing.acceptance.kit;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.web.WebServer;
import java.time.Duration;

/** The pipeline's program, signing-fetch, with the key in the token behind the agent. */
final class SigningFetch {

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Pipeline pipeline;

    SigningFetch(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Gets a path twice. */
    Outcome twice(WebServer server, String path) {
        var program = pipeline.checkout()
                .fetch(pipeline.folder("fetch"))
                .with("--agent", pipeline.agentAddress())
                .with("--agent-certificate", pipeline.agentCertificate().toString())
                .with("--certificate", pipeline.caller().certificate().toString())
                .with("--key", pipeline.caller().key().toString())
                .with("--signing-certificate", pipeline.certificatePem().toString())
                .with("--cacert", pipeline.server().certificate().toString())
                .with("--repeat", "2", "--json", "https://localhost:" + server.port() + path);
        return pipeline.processes().run(program, DEADLINE);
    }
}
