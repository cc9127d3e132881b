package eu.qlpipeline.signing.agent.cli.console;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.fetch.console.JsonText;
import eu.qlpipeline.signing.fetch.console.TerminalText;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Where a verb prints: results to standard output, notes and problems to standard error. */
public record Console(PrintWriter out, PrintWriter err) {

    public static Console of(CommandSpec spec) {
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    public void print(String text) {
        out.print(text);
        out.flush();
    }

    public void json(Map<String, Object> report) {
        out.println(JsonText.pretty(report));
        out.flush();
    }

    /** Writes bytes past the character encoding of the console. */
    public void bytes(byte[] content) {
        out.flush();
        System.out.write(content, 0, content.length);
        System.out.flush();
    }

    /** One line, which may repeat what others wrote. */
    public void note(String line) {
        err.println(TerminalText.printable(line));
        err.flush();
    }

    /** One line for each problem, and one for each hint. */
    public void problem(AgentException problem) {
        TerminalText.printableLines(String.valueOf(problem.getMessage()))
                .lines()
                .forEach(line -> note("signing-agent: " + line));
        problem.hints().forEach(hint -> note("hint: " + hint));
    }
}
