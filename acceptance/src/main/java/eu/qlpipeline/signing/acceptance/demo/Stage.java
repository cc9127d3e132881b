package eu.qlpipeline.signing.acceptance.demo;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.WorkFolder;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.token.TestToken;
import java.nio.file.Path;

/**
 * Where the story is played: a throw-away token, the folder of an agent, and that of a provider which the agent admits.
 *
 * @param checkout the programs
 * @param processes the owner of all processes
 * @param folder everything the story leaves behind
 * @param home the agent's folder
 * @param agent the agent's program
 * @param provider the provider
 * @param pipeline the TLS identity with which the pipeline, on another machine, asks the agent to sign its handshakes
 */
record Stage(
        Checkout checkout,
        Processes processes,
        WorkFolder folder,
        AgentHome home,
        AgentProgram agent,
        Provider provider,
        TlsIdentity pipeline) {

    private static final String PROVIDER = "provider-a";
    private static final String PIPELINE = "pipeline";

    /** Sets the stage in a folder. */
    static Stage set(Checkout checkout, Processes processes, WorkFolder folder) {
        OpenSsl openSsl = new OpenSsl(processes);
        TestToken token = TestToken.make(checkout, processes, folder.folder("token"), "ql-pipeline");
        Path agentFolder = folder.folder("agent");
        AgentHome home = AgentHome.make(agentFolder, token, TlsIdentity.make(openSsl, agentFolder, "agent-tls"));
        Path providerFolder = folder.folder(PROVIDER);
        TlsIdentity identity = TlsIdentity.make(openSsl, providerFolder, PROVIDER);
        home.admit(PROVIDER, identity.certificate());
        TlsIdentity pipeline = TlsIdentity.make(openSsl, folder.folder(PIPELINE), PIPELINE);
        home.admit(PIPELINE, pipeline.certificate(), "tls13-certificate-verify");
        return new Stage(
                checkout,
                processes,
                folder,
                home,
                new AgentProgram(checkout, processes, home),
                new Provider(checkout, processes, providerFolder, identity),
                pipeline);
    }
}
