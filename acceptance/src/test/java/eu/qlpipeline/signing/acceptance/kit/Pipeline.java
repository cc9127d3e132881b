package eu.qlpipeline.signing.acceptance.kit;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.WorkFolder;
import eu.qlpipeline.signing.acceptance.token.TestToken;
import eu.qlpipeline.signing.acceptance.web.Courses;
import eu.qlpipeline.signing.acceptance.web.KitFolder;
import eu.qlpipeline.signing.acceptance.wire.AnotherKey;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** QL-Pipeline with its key in a token, an agent that serves, a provider's courses, and an attacker's key. */
final class Pipeline implements AutoCloseable {

    /** The name that the policy grants {@link #boundCaller}. */
    static final String AUDIENCE = "provider-a.example";

    private final WorkFolder work = WorkFolder.make("kit");
    private final Processes processes = new Processes(work.folder("output"));
    private final Checkout checkout = new Checkout(Path.of(System.getProperty("signing.root")));
    private final OpenSsl openSsl = new OpenSsl(processes);
    private final Courses courses = new Courses();
    private final TlsIdentity caller;
    private final TlsIdentity boundCaller;
    private final TlsIdentity server;
    private final AgentHome home;
    private final AgentProgram program;
    private final AgentProcess agent;
    private final AnotherKey anotherKey;
    private @Nullable Successor successor;
    private int folders;

    Pipeline() {
        caller = TlsIdentity.make(openSsl, work.folder("caller"), "caller");
        boundCaller = TlsIdentity.make(openSsl, work.folder("bound-caller"), "bound-caller");
        server = TlsIdentity.make(openSsl, work.folder("provider"), "provider");
        var token = TestToken.make(checkout, processes, work.folder("token"), "kit");
        home = AgentHome.make(
                work.folder("agent"), token, TlsIdentity.make(openSsl, work.folder("agent-tls"), "agent"));
        home.admit("caller", caller.certificate(), "raw-challenge", "tls13-certificate-verify");
        home.admitAs(AUDIENCE, "bound-caller", boundCaller.certificate());
        program = new AgentProgram(checkout, processes, home);
        program.run("init").orThrow();
        agent = program.serve();
        anotherKey = AnotherKey.make(openSsl, work.folder("another"));
    }

    Checkout checkout() {
        return checkout;
    }

    Processes processes() {
        return processes;
    }

    OpenSsl openSsl() {
        return openSsl;
    }

    /** HOST:PORT of the agent. */
    String agentAddress() {
        return agent.address();
    }

    /** The agent's own TLS certificate. */
    Path agentCertificate() {
        return home.tls().certificate();
    }

    /** The identity by which the agent knows its caller; it may ask for raw challenges and for TLS. */
    TlsIdentity caller() {
        return caller;
    }

    /** The identity of a caller that may ask for bound challenges, too, as {@link #AUDIENCE}. */
    TlsIdentity boundCaller() {
        return boundCaller;
    }

    /** The identity of the provider's web server. */
    TlsIdentity server() {
        return server;
    }

    /** HOST:PORT of the program that knows the provider's courses. */
    String coursesAddress() {
        return courses.address();
    }

    /** QL-Pipeline's certificate. */
    Path certificatePem() {
        return home.certificate();
    }

    /** QL-Pipeline's certificate. */
    X509Certificate certificate() {
        return AnotherKey.certificate(certificatePem());
    }

    /** All that an attacker can make alone. */
    AnotherKey anotherKey() {
        return anotherKey;
    }

    /** A new connection to the agent. */
    Caller call() {
        return new Caller(agentAddress(), agentCertificate(), caller);
    }

    /** The key after the first, which is made when it is asked for. */
    synchronized Successor successor() {
        Successor made = successor;
        if (made == null) {
            made = Successor.make(home, program);
            successor = made;
        }
        return made;
    }

    /** A new connection to the agent of {@link #successor}. */
    Caller callSuccessor() {
        return new Caller(successor().agent().address(), agentCertificate(), caller);
    }

    /** A folder that nobody else uses. */
    synchronized Path folder(String name) {
        folders++;
        return work.folder(folders + "-" + name);
    }

    /** A new kit, for a web server on a free port. */
    KitFolder kit() {
        return KitFolder.write(program, folder("kit"), server, courses.address());
    }

    /** A new kit of the first key, whose web server lets in the other one too. */
    KitFolder kitBeforeTheChange() {
        return KitFolder.write(
                program, folder("kit"), server, courses.address(), successor().certificatePem());
    }

    /** A new kit of the other key, whose web server lets in the first one too. */
    KitFolder kitAfterTheChange() {
        return KitFolder.write(successor().program(), folder("kit"), server, courses.address(), certificatePem());
    }

    @Override
    public void close() {
        processes.close();
        courses.close();
        work.close();
    }
}
