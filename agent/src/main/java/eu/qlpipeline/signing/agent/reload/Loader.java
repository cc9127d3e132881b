package eu.qlpipeline.signing.agent.reload;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads files, and puts what they say into effect: all of it, or at the most what certainly is to be in effect no more. */
@FunctionalInterface
public interface Loader {

    /**
     * Loads.
     *
     * @param read told of each file and directory that was looked at, also where loading then fails
     * @return what is in effect now
     * @throws AgentException if a file is unusable; all that was in effect before then still is
     */
    Loaded load(Consumer<Path> read);
}
