package eu.qlpipeline.signing.agent.generation;

import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.app.Initialization;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuers;
import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.certificate.TestingProfile;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.softhsm.FaultModule;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.TestingClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A supervisor with a token in SoftHSM behind a module that fails on demand, whose calls are lost after a second. All of a JVM have the
 * same token.
 */
public final class SupervisedToken implements AutoCloseable {

    public static final String WELL = "# well";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final KeySettings KEY = new KeySettings(KeySettings.DEFAULT_LABEL, KeySettings.DEFAULT_ID);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant BIRTH = Instant.parse("2026-03-01T12:00:00Z");
    private static final FaultModule FAULTS;
    private static final TokenSettings TOKEN;

    static {
        SoftHsm hsm = SoftHsm.empty().with("main");
        FAULTS = FaultModule.over(hsm);
        TOKEN = FAULTS.through(hsm.settings("main"));
        var issuer = CertificateIssuers.create(TestingProfile.DEFAULT, new TestingClock(BIRTH), RANDOM);
        new Initialization(TOKEN, KEY, issuer, step -> {})
                .create(hsm.directory().resolve("ql-pipeline.crt"));
    }

    private final TestingClock clock = new TestingClock(BIRTH);
    private final Queue<AgentException> halts = new ConcurrentLinkedQueue<>();
    private final Queue<TokenState> states = new ConcurrentLinkedQueue<>();
    private final CallWatch watch;
    private final TokenSupervisor supervisor;

    private SupervisedToken(int hangLimit) {
        watch = new CallWatch(new HangSettings(Duration.ofSeconds(1), hangLimit));
        var factory = new GenerationFactory(TOKEN, KEY, new ServedCertificate(clock), RANDOM, watch);
        supervisor = new TokenSupervisor(factory, watch, halts::add, clock);
        supervisor.onChange(() -> states.add(supervisor.state()));
    }

    /** One that has opened nothing yet. */
    public static SupervisedToken unopened(int hangLimit) {
        FAULTS.control(WELL);
        try {
            Files.deleteIfExists(TOKEN.latch());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SupervisedToken(hangLimit);
    }

    /** Opens it on a token with that oddity, and forgets the states until then. */
    public Generation serve(String oddity) {
        FAULTS.control(oddity);
        supervisor.startOrWait();
        Generation serving = supervisor.standing().serving();
        states.clear();
        return serving;
    }

    static AgentException lost() {
        return new AgentException(ReasonCode.TOKEN_SESSION_LOST, "token: session lost");
    }

    /** What the token does next that it should not. */
    public void faults(String... lines) {
        FAULTS.control(lines);
    }

    public TokenSupervisor supervisor() {
        return supervisor;
    }

    public CallWatch watch() {
        return watch;
    }

    public TestingClock clock() {
        return clock;
    }

    /** Why the process would have ended, each time. */
    Queue<AgentException> halts() {
        return halts;
    }

    /** After each change, the state. */
    List<TokenState> states() {
        return List.copyOf(states);
    }

    public void awaitState(TokenState state) {
        await().atMost(PATIENCE).until(() -> supervisor.state() == state);
    }

    /** Waits until another generation than that one serves, and returns it. */
    Generation awaitAnother(Generation lost) {
        await().atMost(PATIENCE)
                .until(() -> supervisor.state() == TokenState.SERVING
                        && !supervisor.standing().is(lost));
        return supervisor.standing().serving();
    }

    /** Waits until no more than that many threads of that name are there. */
    static void awaitThreads(String name, int atMost) {
        await().atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> thread.getName().equals(name))
                                .count()
                        <= atMost);
    }

    @Override
    public void close() {
        FAULTS.control(WELL);
        supervisor.close();
        watch.close();
        awaitThreads("token-recovery", 0);
        awaitThreads("token-probe", 0);
        Pkcs11Module.forget(TOKEN.module());
    }
}
