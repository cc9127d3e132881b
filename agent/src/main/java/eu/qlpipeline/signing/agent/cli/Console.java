package eu.qlpipeline.signing.agent.cli;

import com.google.gson.GsonBuilder;
import eu.qlpipeline.signing.agent.failure.AgentException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Where a verb prints: results to standard output, notes and problems to standard error. */
record Console(PrintWriter out, PrintWriter err) {

    static Console of(CommandSpec spec) {
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    void print(String text) {
        out.print(text);
        out.flush();
    }

    void json(Map<String, Object> report) {
        out.println(new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(report));
        out.flush();
    }

    /** Writes bytes past the character encoding of the console. */
    void bytes(byte[] content) {
        out.flush();
        System.out.write(content, 0, content.length);
        System.out.flush();
    }

    void note(String line) {
        err.println(line);
        err.flush();
    }

    /** One line for each problem, and one for each hint. */
    void problem(AgentException problem) {
        String.valueOf(problem.getMessage()).lines().forEach(line -> note("signing-agent: " + line));
        problem.hints().forEach(hint -> note("hint: " + hint));
    }
}
