package eu.qlpipeline.signing.acceptance.token;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.ProgramException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** OpenSC's pkcs11-tool on one token: an independent view of what the token holds, and a way to spoil it. */
public final class Pkcs11Tool {

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Processes processes;
    private final TestToken token;
    private final Program program;

    /**
     * @param token the token it works on
     */
    public Pkcs11Tool(Processes processes, TestToken token) {
        this.processes = processes;
        this.token = token;
        // The PINs go by the environment: every user can read a command line.
        this.program = Program.of(
                        token.directory(),
                        "pkcs11-tool",
                        "--module",
                        token.module().toString())
                .withVariable("SOFTHSM2_CONF", token.configuration().toString())
                .withVariable("PIN", token.pin())
                .withVariable("SO_PIN", token.securityOfficerPin());
    }

    /** Runs one operation, logged in as the user. */
    public Outcome asUser(String... operation) {
        return run(program.with("--token-label", token.label(), "--login", "--pin", "env:PIN")
                .with(operation));
    }

    /** Generates a key pair with this program's own defaults: no template worth the name. */
    public void generateKey(String type, String id, String label) {
        asUser("--keypairgen", "--key-type", type, "--id", id, "--label", label, "--usage-sign")
                .orThrow();
    }

    /** Puts a certificate into the token. */
    public void writeCertificate(Path der, String id, String label) {
        asUser("--write-object", der.toString(), "--type", "cert", "--id", id, "--label", label)
                .orThrow();
    }

    /** Deletes objects of a type. */
    public void delete(String type, String id) {
        asUser("--delete-object", "--type", type, "--id", id).orThrow();
    }

    /** Gives the token another PIN of the user. */
    public void changePin(String pin) {
        run(program.withVariable("NEW_PIN", pin)
                        .with("--token-label", token.label(), "--login", "--pin", "env:PIN")
                        .with("--change-pin", "--new-pin", "env:NEW_PIN"))
                .orThrow();
    }

    /** Has the token refuse a PIN of the user, so that it warns of the tries that are left. */
    public void haveAPinRefused() {
        Outcome refused =
                run(program.with("--token-label", token.label(), "--login", "--pin", "env:SO_PIN", "--list-objects"));
        if (!refused.err().contains("CKR_PIN_INCORRECT")) {
            throw new ProgramException("login: taken (expected: CKR_PIN_INCORRECT)\n" + refused);
        }
    }

    /** Makes one more token with the same PINs in the same folder. */
    public void addToken(String label) {
        String free = Integer.toString(slots() - 1);
        run(program.with("--slot-index", free, "--init-token", "--label", label, "--so-pin", "env:SO_PIN"))
                .orThrow();
        run(program.with("--slot-index", free, "--login", "--login-type", "so", "--so-pin", "env:SO_PIN")
                        .with("--init-pin", "--new-pin", "env:PIN"))
                .orThrow();
    }

    private int slots() {
        // SoftHSM always offers one slot more than there are tokens.
        return List.of(run(program.with("--list-slots")).orThrow().out().split("\nSlot "))
                        .size()
                - 1;
    }

    private Outcome run(Program operation) {
        return processes.run(operation, DEADLINE);
    }
}
