package eu.qlpipeline.signing.agent.pkcs11.pin;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.nio.file.Path;

/** Why a credential of systemd is not there, and what hands it over. */
final class CredentialProblem {

    private CredentialProblem() {}

    /** Where systemd gave this process none at all. */
    static AgentException none(String name) {
        // A file for each name: the PIN of one token is not to be tried at another.
        String load = "LoadCredential=" + name + ":/etc/signing-agent/" + name;
        return new AgentException(
                ReasonCode.PIN_REJECTED,
                "token.pin.credential: CREDENTIALS_DIRECTORY is not set (expected: set by systemd)",
                "a service has it by " + load + ", started with systemctl",
                "a verb from a shell has it by: systemd-run --pipe --wait -p User=signing-agent -p " + load
                        + " -p WorkingDirectory=/etc/signing-agent -p ProtectSystem=strict"
                        + " -p ReadWritePaths=/var/lib/signing-agent -p ProtectHome=yes -p PrivateTmp=yes"
                        + " signing-agent VERB");
    }

    /** Where it gave others. */
    static AgentException absent(String name, Path directory) {
        String load = "LoadCredential=" + name + ":FILE";
        return new AgentException(
                ReasonCode.PIN_REJECTED,
                "token.pin.credential: " + name + " is not in " + directory + " (expected: put there by systemd)",
                "add " + load + " to the unit, or -p " + load + " to the command; FILE holds the PIN");
    }
}
