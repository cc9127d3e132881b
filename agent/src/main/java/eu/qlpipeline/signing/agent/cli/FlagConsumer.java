package eu.qlpipeline.signing.agent.cli;

import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Adds each --set to the list, also where some stand before the verb and some after it. */
final class FlagConsumer implements IParameterConsumer {

    @Override
    @SuppressWarnings("JdkObsolete") // picocli hands over a Stack
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
        if (arguments.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--set: no value (expected: KEY=VALUE)");
        }
        List<String> values = option.getValue();
        values.add(arguments.pop());
    }
}
