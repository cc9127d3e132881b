package eu.qlpipeline.signing.acceptance.load;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers of one agent that ask again and again, verify every answer and note what they saw. */
public final class Load implements AutoCloseable {

    /** How long a caller waits for an answer. */
    public static final Duration DEADLINE = Duration.ofSeconds(3);

    private static final int CALLERS = 3;
    private static final Duration PAUSE = Duration.ofMillis(15);

    private final Caller caller;
    private final SignatureVerifier verifier;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wrong = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /**
     * One call and its outcome.
     *
     * @param start when it began, on the scale of {@link System#nanoTime}
     * @param end when it ended
     * @param outcome empty if it was answered, else status and reason
     * @param challenge the digest of what was to be signed
     */
    public record Call(long start, long end, String outcome, Digest challenge) {

        /** Whether it was answered with a signature that verifies. */
        public boolean isGood() {
            return outcome.isEmpty();
        }
    }

    /** Callers of one identity, who begin at once. */
    public Load(String address, AgentHome home, TlsIdentity identity) {
        this.caller = new Caller(address, home.tls().certificate(), identity);
        this.verifier = verifier(home);
        for (int i = 0; i < CALLERS; i++) {
            Thread thread = new Thread(this::ask, "caller-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private static SignatureVerifier verifier(AgentHome home) {
        try (InputStream in = Files.newInputStream(home.certificate())) {
            return SignatureVerifier.of(
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void ask() {
        try {
            while (!over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                RawChallenge challenge = RawChallenge.random(random);
                long start = System.nanoTime();
                String outcome = once(challenge);
                calls.add(new Call(start, System.nanoTime(), outcome, Digest.of(challenge.message())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String once(RawChallenge challenge) {
        var request = SignChallengeRequest.newBuilder()
                .setRaw(eu.qlpipeline.signing.v1.RawChallenge.newBuilder()
                        .setChallenge(ByteString.copyFrom(challenge.message())))
                .build();
        try {
            byte[] signature = SigningAgentGrpc.newBlockingStub(caller.channel())
                    .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    .signChallenge(request)
                    .getRaw()
                    .getSignature()
                    .toByteArray();
            verifier.verify(challenge, PssSignature.of(signature));
            return "";
        } catch (GeneralSecurityException e) {
            wrong.incrementAndGet();
            return "WRONG SIGNATURE";
        } catch (RuntimeException e) {
            return reason(e);
        }
    }

    private static String reason(RuntimeException failure) {
        String code = Status.fromThrowable(failure).getCode().name();
        var status = StatusProto.fromThrowable(failure);
        if (status == null || status.getDetailsCount() == 0) {
            return code;
        }
        try {
            String reason =
                    status.getDetails(0).unpack(Rejection.class).getReason().name();
            return code + " " + reason.replace("REASON_", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All calls so far, to be looked at once. */
    public List<Call> drain() {
        var all = new ArrayList<Call>();
        for (Call call = calls.poll(); call != null; call = calls.poll()) {
            all.add(call);
        }
        return all;
    }

    /** How many answers did not verify. */
    public int wrong() {
        return wrong.get();
    }

    /** The connection, for other services of the agent. */
    public Caller caller() {
        return caller;
    }

    @Override
    public void close() {
        over.countDown();
        caller.close();
    }
}
