package eu.qlpipeline.signing.agent.generation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The only owner of the token's generation: publishes it, replaces it when it is lost, one attempt at a time and ever more
 * slowly, and gives up where only a person can help.
 *
 * <p>Safe for use by several threads.
 */
public final class TokenSupervisor implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(TokenSupervisor.class.getName());

    private static final Set<ReasonCode> NEEDS_A_PERSON = Set.of(
            ReasonCode.PIN_REJECTED,
            ReasonCode.KEY_UNUSABLE,
            ReasonCode.SIGNATURE_INVALID,
            ReasonCode.CERTIFICATE_NOT_VALID_NOW);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final GenerationFactory factory;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "token-supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

    private volatile TokenState state = TokenState.STARTING;
    private volatile @Nullable Generation current;
    private volatile @Nullable Future<?> retry;

    @GuardedBy("this")
    private long number;

    @GuardedBy("this")
    private AgentException why = new AgentException(ReasonCode.TOKEN_ABSENT, "token: not opened yet");

    /** A supervisor that has opened nothing yet. */
    public TokenSupervisor(GenerationFactory factory) {
        this.factory = factory;
    }

    /** The state at this moment. */
    public TokenState state() {
        return state;
    }

    /** Has the listener told after each change of {@link #state()}, on the thread that made it. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Opens the first generation.
     *
     * @throws AgentException with the reason why it cannot be opened
     */
    public synchronized void start() {
        publish(factory.open(++number));
    }

    /**
     * The generation that signs at this moment.
     *
     * @throws AgentException with the reason why there is none
     */
    public Generation current() {
        Generation serving = current;
        if (serving == null) {
            throw unavailable();
        }
        return serving;
    }

    private synchronized AgentException unavailable() {
        return new AgentException(why.reason(), why.getMessage() == null ? "" : why.getMessage(), why);
    }

    /** Tells that the token lost a generation. Returns at once; another generation is opened in the background. */
    public synchronized void lost(Generation failed, AgentException reason) {
        if (failed != current) {
            return;
        }
        withdraw(TokenState.RECOVERING, reason);
        worker.execute(() -> {
            failed.close();
            reopen(FIRST_PAUSE);
        });
    }

    /** Tells that a generation must not sign any more and that only a person can help. */
    public synchronized void latch(Generation failed, AgentException reason) {
        if (failed != current) {
            return;
        }
        withdraw(TokenState.LATCHED, reason);
        worker.execute(failed::close);
    }

    private void reopen(Duration pause) {
        if (state != TokenState.RECOVERING) {
            return;
        }
        try {
            openNext();
        } catch (AgentException e) {
            if (NEEDS_A_PERSON.contains(e.reason())) {
                withdraw(TokenState.LATCHED, e);
                return;
            }
            LOG.log(System.Logger.Level.WARNING, "token: still lost: {0}", e.getMessage());
            long jittered = ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1);
            Duration next = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            retry = worker.schedule(() -> reopen(next), jittered, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void openNext() {
        if (state == TokenState.RECOVERING) {
            publish(factory.open(++number));
        }
    }

    @GuardedBy("this")
    private void publish(Generation opened) {
        current = opened;
        LOG.log(
                System.Logger.Level.INFO,
                "token: generation {0} serves, certificate {1}",
                opened.number(),
                opened.identity().fingerprint());
        change(TokenState.SERVING);
    }

    private synchronized void withdraw(TokenState next, AgentException reason) {
        current = null;
        why = reason;
        LOG.log(
                System.Logger.Level.ERROR,
                "token: {0}: {1}; {2}",
                next,
                reason.getMessage(),
                String.join("; ", reason.hints()));
        change(next);
    }

    private void change(TokenState next) {
        state = next;
        listeners.forEach(Runnable::run);
    }

    /** Stops for good: waits for signatures in flight, and logs out. */
    @Override
    public void close() {
        Future<?> pending = retry;
        if (pending != null) {
            pending.cancel(false);
        }
        worker.shutdown();
        Generation last;
        synchronized (this) {
            last = current;
            current = null;
            why = new AgentException(ReasonCode.SHUTTING_DOWN, "agent: stopping");
            change(TokenState.CLOSED);
        }
        if (last != null) {
            last.close();
        }
    }
}
