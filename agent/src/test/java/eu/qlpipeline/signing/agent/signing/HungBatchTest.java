package eu.qlpipeline.signing.agent.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.audit.Unrecorded;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A batch whose call hangs holds up no challenge that another signer could sign. */
class HungBatchTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final BatchesHang signer = new BatchesHang();
    private final CallWatch watch = new CallWatch(new HangSettings(Duration.ofMinutes(10), 8));
    private final SigningService service = new SigningService(
            new SigningSettings(2, 1_000, 16),
            new SigningService.Token(signer, watch),
            new Unrecorded(),
            new GrantedChallenge.Freshness(Clock.systemUTC(), RANDOM),
            Runnable::run);

    @AfterEach
    void stop() {
        signer.batchHangs.countDown();
        signer.permits.release(1_000);
        service.close();
        watch.close();
    }

    private RecordingListener submit(ChallengeRequest request) {
        var listener = new RecordingListener();
        service.submit(
                TestingCaller.CALLER,
                request,
                System.nanoTime() + Duration.ofMinutes(10).toNanos(),
                listener);
        return listener;
    }

    private RecordingListener bound() {
        return submit(new ChallengeRequest.Bound(
                Nonce.random(RANDOM), Optional.of(TestingCaller.AUDIENCE), ChannelBinding.none()));
    }

    @Test
    void oneChallengeIsSignedWhileABatchOfEightHangs() {
        for (int signers = 1; signers <= 2; signers++) {
            int busy = signers;
            submit(new ChallengeRequest.Raw(RawChallenge.random(RANDOM)));
            await().until(() -> signer.raw.get() == busy);
        }
        List<RecordingListener> hung = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            hung.add(bound());
        }
        signer.permits.release(2);
        await().until(() -> signer.batches.get() == 1);

        assertThat(bound().outcome()).isInstanceOf(SignatureAnswer.class);
        assertThat(hung).noneMatch(RecordingListener::hasHeard);
        assertThat(watch.lost()).isZero();
    }

    /** Signs raw challenges when permitted, bound ones at once, and batches never. */
    private static final class BatchesHang implements PurposeSigner {

        private final Semaphore permits = new Semaphore(0);
        private final CountDownLatch batchHangs = new CountDownLatch(1);
        private final AtomicInteger raw = new AtomicInteger();
        private final AtomicInteger batches = new AtomicInteger();

        @Override
        public SigningKey key() {
            return TestingSigner.KEY;
        }

        @Override
        public Made sign(SigningKey key, SigningPurpose purpose) {
            if (purpose.kind() == PurposeKind.RAW_CHALLENGE) {
                raw.incrementAndGet();
                permits.acquireUninterruptibly();
            } else if (purpose.kind() == PurposeKind.BATCH_ROOT) {
                batches.incrementAndGet();
                try {
                    batchHangs.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return new Made(TestingSigner.SIGNATURE, 7);
        }
    }
}
