package eu.qlpipeline.signing.agent.yaml;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Collects what is wrong, so that the operator learns all of it at once.
 *
 * <p>For one thread.
 */
public final class Problems {

    private static final String WHERE_TO_LOOK =
            "correct what is named above; docs/configuration.md describes every key and its values";

    private final List<Problem> problems = new ArrayList<>();

    /** Adds a problem. */
    public void add(Location location, String message, String... hints) {
        problems.add(new Problem(location, message, List.of(hints)));
    }

    /** Runs what may refuse a value; its refusal becomes a problem, and the result empty. */
    public <T> Optional<T> attempt(Location location, Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (AgentException e) {
            problems.add(new Problem(location, String.valueOf(e.getMessage()), e.hints()));
            return Optional.empty();
        }
    }

    /** What was added so far, in that order. */
    public List<Problem> list() {
        return List.copyOf(problems);
    }

    /**
     * Returns if there is no problem.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} with one line for each problem, and all hints, otherwise
     */
    public void throwIfAny() {
        failure().ifPresent(failure -> {
            throw failure;
        });
    }

    /** What {@link #throwIfAny} throws; empty if there is no problem. */
    public Optional<AgentException> failure() {
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(new AgentException(
                        ReasonCode.CONFIGURATION,
                        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
                        hints()));
    }

    private String[] hints() {
        List<String> hints = problems.stream()
                .flatMap(problem -> problem.hints().stream())
                .distinct()
                .toList();
        return hints.isEmpty() ? new String[] {WHERE_TO_LOOK} : hints.toArray(String[]::new);
    }
}
