package eu.qlpipeline.signing.acceptance.modules;

import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An agent's token behind a socket: p11-kit's server in front of SoftHSM, its client module in the agent. */
final class P11KitServer {

    private static final Duration AMPLE = Duration.ofMinutes(1);

    private final Processes processes;
    private final Program program;
    private final Path socket;
    private RunningProgram running;

    private P11KitServer(Processes processes, Program program, Path socket) {
        this.processes = processes;
        this.program = program;
        this.socket = socket;
        this.running = processes.start(program);
    }

    /** Starts a server for the token of that agent. */
    static P11KitServer start(Stage stage, AgentHome home) {
        Path folder = stage.folder("p11-kit-" + home.directory().getFileName());
        Path socket = folder.resolve("socket");
        Program program = Program.of(
                        folder,
                        "p11-kit",
                        "server",
                        "--foreground",
                        "--provider",
                        home.token().module().toString(),
                        "--name",
                        socket.toString(),
                        "pkcs11:token=" + home.token().label())
                .withVariable("SOFTHSM2_CONF", home.token().configuration().toString());
        var server = new P11KitServer(stage.processes(), program, socket);
        server.awaitListening();
        return server;
    }

    /** The agent's program, with its token here. */
    AgentProgram program(Stage stage, AgentHome home) {
        return stage.program(home)
                .set("token.module", clientModule().toString())
                .withVariable("P11_KIT_SERVER_ADDRESS", "unix:path=" + socket);
    }

    /** Ends the server and all that it started, at once (SIGKILL). The file of its socket stays. */
    void kill() {
        List<ProcessHandle> workers = ProcessHandle.of(running.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
        running.kill();
        await().atMost(AMPLE).until(() -> !running.isAlive() && workers.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Starts it once more on the same socket. */
    void startAgain() {
        running = processes.start(program);
        awaitListening();
    }

    private void awaitListening() {
        await().atMost(AMPLE).until(this::isListening);
    }

    private boolean isListening() {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }

    private static Path clientModule() {
        return Libraries.find("pkcs11/p11-kit-client.so", "p11-kit-modules");
    }
}
