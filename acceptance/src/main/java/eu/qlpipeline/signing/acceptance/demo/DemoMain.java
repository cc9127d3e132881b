package eu.qlpipeline.signing.acceptance.demo;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.ProgramException;
import eu.qlpipeline.signing.acceptance.process.WorkFolder;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demo's program. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Plays the whole story with real processes on a throw-away token: key, certificate, challenge, verdict, attacks.",
            "Exit code 0 only if every step held. Leaves nothing running."
        })
public final class DemoMain implements Callable<Integer> {

    @Option(names = "--root", required = true, hidden = true)
    @SuppressWarnings("NullAway.Init") // required
    private Path root;

    @Option(names = "--report", paramLabel = "FILE", description = "Write every step as JSON.")
    private @Nullable Path report;

    @Option(names = "--keep", description = "Leave the agent running, and say how to talk to it and how to stop it.")
    private boolean keep;

    /** Plays the story, and exits with 0 only if every step held. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemoMain()).execute(arguments));
    }

    @Override
    public Integer call() {
        try (Interruption interruption = new Interruption()) {
            Narrator narrator = new Narrator(System.out, interruption);
            try {
                tell(narrator);
            } catch (ProgramException | StatusRuntimeException e) {
                if (interruption.told()) {
                    System.out.printf("%n%ninterrupted; nothing is left running%n");
                    return 1;
                }
                narrator.step(
                        0,
                        "a program did not do what it should",
                        false,
                        Narrator.detail("output", String.valueOf(e.getMessage())));
            }
            return conclude(narrator);
        }
    }

    private void tell(Narrator narrator) {
        WorkFolder folder = WorkFolder.make("signing-demo");
        boolean kept = false;
        try (Processes processes = new Processes(folder.folder("outputs"))) {
            Stage stage = Stage.set(new Checkout(root), processes, folder);
            AgentProcess agent = play(stage, narrator);
            if (keep && narrator.everyStepHeld()) {
                processes.release(agent.running());
                new KeptAgent(stage, agent).explain(System.out);
                kept = true;
            }
        } finally {
            if (!kept) {
                folder.close();
            }
        }
    }

    private int conclude(Narrator narrator) {
        if (report != null) {
            narrator.report(report);
        }
        boolean held = narrator.everyStepHeld();
        System.out.printf("%n%s%n", held ? "every one of " + narrator.count() + " steps held" : "NOT every step held");
        return held ? 0 : 1;
    }

    private static AgentProcess play(Stage stage, Narrator narrator) {
        String fingerprint = new PartKey(stage, narrator).play();
        new PartTrust(stage, narrator).play(fingerprint);
        AgentProcess agent = stage.agent().serve();
        try (Web web = Web.start(stage)) {
            PartWeb webPart = new PartWeb(stage, narrator, web);
            JsonObject fetched = webPart.fetch(agent.address());
            PartChallenge.Exchange exchange = new PartChallenge(stage, narrator).play(agent);
            new PartAttacks(stage, narrator).play(agent.address(), exchange, webPart);
            webPart.transfer(fetched);
        }
        return agent;
    }
}
