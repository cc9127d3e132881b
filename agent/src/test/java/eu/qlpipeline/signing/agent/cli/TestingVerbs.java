package eu.qlpipeline.signing.agent.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs verbs in this process, with the least configuration that loads and a module that is not there. */
final class TestingVerbs {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    int run(String... arguments) {
        out.getBuffer().setLength(0);
        return run(out, Map.of(), arguments);
    }

    int run(Writer output, Map<String, String> environment, String... arguments) {
        err.getBuffer().setLength(0);
        List<String> all =
                new ArrayList<>(List.of("--set=token.module=/m", "--set=token.label=t", "--set=token.pin.file=/p"));
        all.addAll(List.of(arguments));
        return SigningAgentMain.commandLine(environment, OutputStream.nullOutputStream(), all)
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    JsonObject json() {
        return JsonParser.parseString(out()).getAsJsonObject();
    }
}
