package eu.qlpipeline.signing.agent.cli.console;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.fetch.console.JsonAsked;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The option {@code --json} of every verb that prints one object, also where it fails. */
public final class JsonOption {

    @Option(names = JsonAsked.OPTION, description = "Print one JSON object, also where the verb fails.")
    private boolean json;

    public boolean json() {
        return json;
    }

    /** Whether a verb that was parsed has this option and was given it. */
    static boolean isGiven(CommandLine command) {
        return command.getCommandSpec().mixins().values().stream()
                .anyMatch(mixin -> mixin.userObject() instanceof JsonOption option && option.json());
    }

    /** The object of a failure. */
    static Map<String, Object> failure(AgentException problem) {
        return failure(problem.reason().name(), String.valueOf(problem.getMessage()), problem.hints());
    }

    static Map<String, Object> failure(String reason, String message, List<String> hints) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("ok", false);
        object.put("reason", reason);
        object.put("message", message);
        object.put("hints", hints);
        return object;
    }
}
