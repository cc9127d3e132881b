package eu.qlpipeline.signing.acceptance.kit;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import java.nio.file.Path;

/**
 * Another key of QL-Pipeline in the same token, made as docs/operation.md says, and an agent that serves with it.
 *
 * @param certificatePem its certificate
 * @param program the agent's program with the settings of that key
 * @param agent the agent that serves
 */
record Successor(Path certificatePem, AgentProgram program, AgentProcess agent) {

    private static final String LABEL = "ql-2027";
    private static final String ID = "716c2d32303237";

    static Successor make(AgentHome home, AgentProgram first) {
        Path certificate = home.directory().resolve("ql-2027.crt");
        AgentProgram program = first.set("key.label", LABEL).set("key.id", ID);
        program.set("certificate.key-identifiers", "true")
                .run("init", "--out", certificate.toString())
                .orThrow();
        AgentProgram settled = program.set("certificate.file", certificate.toString())
                .set("audit.directory", home.directory().resolve("audit-2027").toString());
        return new Successor(certificate, settled, settled.serve());
    }
}
