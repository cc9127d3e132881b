package eu.qlpipeline.signing.acceptance.stage;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.WorkFolder;
import eu.qlpipeline.signing.acceptance.token.TestToken;
import eu.qlpipeline.signing.acceptance.wire.AnotherKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What takes long to make and is made once for all classes: an empty token, a token with key and certificate, an attacker's
 * key, and the fault-injecting PKCS#11 module. Nobody works on these; each {@link Stage} takes copies.
 */
final class Prepared implements AutoCloseable {

    static final String LABEL = "ql-token";

    private final WorkFolder work = WorkFolder.make("signing-prepared");
    private final Processes processes = new Processes(work.folder("outputs"));
    private final Checkout checkout = new Checkout(Path.of(System.getProperty("signing.root", "..")));
    private final TestToken emptyToken;
    private final TlsIdentity tls;
    private final AgentHome home;
    private final Outcome init;
    private final AnotherKey attacker;
    private @Nullable Path faultModule;

    Prepared() {
        var openSsl = new OpenSsl(processes);
        tls = TlsIdentity.make(openSsl, work.folder("tls"), "agent-tls");
        emptyToken = TestToken.make(checkout, processes, work.folder("empty"), LABEL);
        home = AgentHome.make(
                work.folder("agent"), emptyToken.copyTo(work.path().resolve("full")), tls);
        init = new AgentProgram(checkout, processes, home).run("init", "--json").orThrow();
        attacker = AnotherKey.make(openSsl, work.folder("attacker"));
    }

    Checkout checkout() {
        return checkout;
    }

    TestToken emptyToken() {
        return emptyToken;
    }

    TlsIdentity tls() {
        return tls;
    }

    AgentHome home() {
        return home;
    }

    Outcome init() {
        return init;
    }

    AnotherKey attacker() {
        return attacker;
    }

    /** The fault-injecting PKCS#11 module, compiled when it is first asked for. */
    Path faultModule() {
        if (faultModule == null) {
            Path natives = work.folder("native");
            checkout.buildNatives(processes, natives);
            faultModule = natives.resolve("libfault-pkcs11.so");
        }
        return faultModule;
    }

    @Override
    public void close() {
        processes.close();
        work.close();
    }
}
