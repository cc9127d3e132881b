package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.audit.TestingCheckpointSigner;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.TestingLogin;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenDescription;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A supervisor of a token in memory that answers as a script says. A generation that is lost has the next one in its place
 * at once, as long as there is one.
 */
public final class ScriptedToken implements AutoCloseable {

    private static final KeyIdentity IDENTITY = KeyIdentity.of(
            new TokenDescription("none", "none", "none", "none"),
            TestingCheckpointSigner.certificate(),
            new KeyAttributeProof(List.of(), List.of(), "none", CkMechanism.CKM_SHA256_RSA_PKCS_PSS));

    private final CallWatch watch = new CallWatch(HangSettings.defaults());
    private final Clock clock = Clock.systemUTC();
    private final List<Long> calls = new CopyOnWriteArrayList<>();
    private final Deque<Generation> next = new ArrayDeque<>();
    private final Board board;
    private final TokenSupervisor supervisor;

    /** @param answers of each generation, to its first calls; {@code CKR_OK} to all later ones */
    public ScriptedToken(List<List<Long>> answers) {
        for (List<Long> each : answers) {
            next.add(generation(next.size() + 1, new ArrayDeque<>(each)));
        }
        board = new Board(Standing.of(next.remove(), clock), System::nanoTime);
        board.onChange(this::succeed);
        supervisor = new TokenSupervisor(TestingSupervisor.factoryWithoutToken(watch), watch, why -> {}, clock, board);
    }

    private Generation generation(long number, Deque<Long> answers) {
        return new Generation(
                new Generation.Name(number, Rung.LOGIN),
                TestingLogin.signing(TestingCheckpointSigner.key(), () -> {
                    calls.add(number);
                    return answers.isEmpty() ? 0 : answers.remove();
                }),
                IDENTITY,
                watch);
    }

    private void succeed() {
        if (board.read().state() == TokenState.RECOVERING && !next.isEmpty()) {
            board.write(Standing.of(next.remove(), clock));
        }
    }

    /** The supervisor. */
    public TokenSupervisor supervisor() {
        return supervisor;
    }

    /** The numbers of the generations that were asked for a signature, one for each time. */
    public List<Long> calls() {
        return calls;
    }

    @Override
    public void close() {
        supervisor.close();
        watch.close();
    }
}
