package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.fetch.console.NewFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --out} of every verb that writes evidence. */
final class OutOption {

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "A file that is not there yet.")
    @SuppressWarnings("NullAway.Init") // required
    private Path out;

    /**
     * Writes the file as a whole.
     *
     * @param another an example of another name
     * @throws AgentException (CONFIGURATION) if there is one already, or it cannot be written
     */
    void write(byte[] content, String another) {
        try {
            NewFile.write(out, stream -> stream.write(content));
        } catch (FileAlreadyExistsException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "--out: " + out + " is there already (expected: no file; none is replaced)",
                    e,
                    "name another, as with: --out " + another);
        } catch (IOException e) {
            throw FileProblem.unwritable("--out", out, e);
        }
    }
}
