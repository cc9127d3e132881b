package eu.qlpipeline.signing.acceptance.stage;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * OpenSC's pkcs11-spy between an agent and its token: it passes every call on and notes it in a file.
 *
 * @param library the spy
 * @param journal where it notes
 */
public record Spy(Path library, Path journal) {

    private static final Pattern CALL = Pattern.compile("^[0-9]+: (C_[A-Za-z]+)$", Pattern.MULTILINE);

    /** A spy that notes in a file of that agent. */
    public static Spy on(AgentHome home) {
        try {
            // OpenSC lies beside SoftHSM's own folder, under the name of the machine's architecture.
            Path libraries =
                    home.token().module().toRealPath().resolveSibling("..").normalize();
            return new Spy(libraries.resolve("pkcs11-spy.so"), home.directory().resolve("spy.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program, with the spy in the place of the token's library. */
    public AgentProgram watch(AgentProgram program, AgentHome home) {
        return program.withVariable("PKCS11SPY", home.token().module().toString())
                .withVariable("PKCS11SPY_OUTPUT", journal.toString())
                .set("token.module", library.toString());
    }

    /** The names of all functions called so far, in order. */
    public List<String> calls() {
        try {
            return CALL.matcher(Files.readString(journal))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
