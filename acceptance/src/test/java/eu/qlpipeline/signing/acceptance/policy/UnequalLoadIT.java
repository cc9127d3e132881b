package eu.qlpipeline.signing.acceptance.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.RawChallenge;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two callers without limits, one of which asks for very much more than the other. */
@ExtendWith(StageExtension.class)
class UnequalLoadIT {

    /** Many times what the token signs within the modest caller's deadline. */
    private static final int GREEDY = 12_000;

    private static final int MODEST = 40;
    private static final int MODEST_DEADLINE_SECONDS = 5;

    /** As many signatures are made at once, on however many processors. */
    private static final String SIGNERS = "2";

    /** What may be signed for the greedy caller while one call of the modest one is on its way, waits for its turn and is signed. */
    private static final int TURNS = 25;

    @Test
    void everyCallOfTheModestOneIsAnsweredInItsTurnHoweverMuchTheGreedyOneWaitsFor(Stage stage) throws Exception {
        AgentHome home = stage.agent("unequal");
        TlsIdentity greedy = stage.identity("greedy");
        TlsIdentity modest = stage.identity("modest");
        home.admit("greedy", greedy.certificate());
        home.admit("modest", modest.certificate());
        AgentProcess agent = stage.program(home).set("signing.threads", SIGNERS).serve();
        try (var much = new Caller(agent.address(), home.tls().certificate(), greedy);
                var little = new Caller(agent.address(), home.tls().certificate(), modest)) {
            Greed greed = Greed.on(much);
            assertThat(greed.begun.await(1, TimeUnit.MINUTES)).isTrue();

            int before = greed.answered.get();
            for (int i = 0; i < MODEST; i++) {
                assertThat(sign(little)).hasSize(512);
            }

            assertThat(greed.answered.get() - before).isBetween(1, MODEST * TURNS);
            // What there is no room for, it is told to ask for later.
            assertThat(greed.refusals).isNotEmpty().allSatisfy(refusal -> {
                assertThat(refusal.getReason()).isEqualTo(Reason.REASON_OVERLOADED);
                assertThat(refusal.getRetryAfterMs()).isPositive();
            });
        }
    }

    private static byte[] sign(Caller caller) {
        return SigningAgentGrpc.newBlockingStub(caller.channel())
                .withDeadlineAfter(MODEST_DEADLINE_SECONDS, TimeUnit.SECONDS)
                .signChallenge(challenge())
                .getRaw()
                .getSignature()
                .toByteArray();
    }

    private static SignChallengeRequest challenge() {
        return SignChallengeRequest.newBuilder()
                .setRaw(RawChallenge.newBuilder().setChallenge(ByteString.copyFrom(Refusals.challenge())))
                .build();
    }

    /** A stream that asks for everything at once, and counts. */
    private static final class Greed implements StreamObserver<SignChallengesResponse> {

        private static final int MESSAGE = 250;

        private final AtomicInteger answered = new AtomicInteger();
        private final Queue<Rejection> refusals = new ConcurrentLinkedQueue<>();
        private final CountDownLatch begun = new CountDownLatch(1);

        static Greed on(Caller caller) {
            var greed = new Greed();
            var requests = SigningAgentGrpc.newStub(caller.channel()).signChallenges(greed);
            for (int next = 0; next < GREEDY; next += MESSAGE) {
                requests.onNext(message(next));
            }
            return greed;
        }

        private static SignChallengesRequest message(int first) {
            var message = SignChallengesRequest.newBuilder();
            for (int i = 0; i < MESSAGE; i++) {
                message.addChallenges(
                        NumberedChallenge.newBuilder().setRequestId(first + i).setChallenge(challenge()));
            }
            return message.build();
        }

        @Override
        public void onNext(SignChallengesResponse response) {
            for (NumberedAnswer answer : response.getAnswersList()) {
                if (answer.hasAnswer()) {
                    answered.incrementAndGet();
                    begun.countDown();
                } else {
                    refusals.add(answer.getRejection());
                }
            }
        }

        @Override
        public void onError(Throwable error) {
            begun.countDown();
        }

        @Override
        public void onCompleted() {
            begun.countDown();
        }
    }
}
