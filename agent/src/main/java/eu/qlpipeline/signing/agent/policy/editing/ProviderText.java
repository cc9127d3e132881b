package eu.qlpipeline.signing.agent.policy.editing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.agent.policy.ProviderEntry;
import eu.qlpipeline.signing.agent.policy.ProviderFile;
import eu.qlpipeline.signing.agent.yaml.Problem;
import eu.qlpipeline.signing.agent.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a caller's file says, or is to say.
 *
 * @param file the file, be it there or not
 * @param text its text
 */
record ProviderText(Path file, String text) {

    /** @throws AgentException (CONFIGURATION) if the file cannot be read */
    static ProviderText of(Path file) {
        try {
            return new ProviderText(file, Files.readString(file));
        } catch (IOException e) {
            throw FileProblem.unreadable("provider", file, e);
        }
    }

    /** As {@link #checked}, of a file that is not there yet: no place in it is named. */
    ProviderEntry drafted() {
        var problems = new Problems();
        Optional<ProviderEntry> entry = parsed(problems);
        if (problems.list().isEmpty()) {
            return entry.orElseThrow();
        }
        throw ProviderFiles.refused(
                problems.list().stream().map(Problem::message).collect(Collectors.joining("\n")), ProviderFiles.HELP);
    }

    /** Whether it is usable, and its caller disabled or not. No place in it is named: it is not there yet. */
    boolean says(boolean disabled) {
        var problems = new Problems();
        return parsed(problems)
                .filter(entry -> problems.list().isEmpty() && entry.disabled() == disabled)
                .isPresent();
    }

    /**
     * Its caller.
     *
     * @throws AgentException (CONFIGURATION) with all its problems otherwise
     */
    ProviderEntry checked() {
        var problems = new Problems();
        Optional<ProviderEntry> entry = parsed(problems);
        problems.throwIfAny();
        return entry.orElseThrow();
    }

    private Optional<ProviderEntry> parsed(Problems problems) {
        return ProviderFile.parse(file, text, problems, named -> {});
    }

    /** The file that it names, with the caller's certificate or those of its authorities; for a text that is usable. */
    Path certificates() {
        List<Path> files = new ArrayList<>();
        ProviderFile.parse(file, text, new Problems(), files::add);
        return files.get(0);
    }
}
