package eu.qlpipeline.signing.client;

import com.google.errorprone.annotations.CheckReturnValue;
import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.bound.SharedVerdicts;
import eu.qlpipeline.signing.client.internal.rpc.AgentChannel;
import eu.qlpipeline.signing.client.internal.stream.ChallengeCall;
import eu.qlpipeline.signing.client.internal.stream.SharedOutcome.Asked;
import eu.qlpipeline.signing.client.internal.stream.StreamOutcome;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.codec.SharedCodec;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SharedAnswers;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bound challenges to one agent at a time, for callers with many of them. While more than 16 have no answer, those that
 * come wait until no more than that have none, or until 1024 have gathered, and are asked together: one signature answers them all. So
 * one may take two ways to the agent and back, and two signatures; one that is urgent is better asked by
 * {@link AgentClient#verifyAsync(BoundVerifier)}. A challenge that is refused or whose answer is rejected does not end the stream.
 *
 * <p>A client of one agent: when the stream ends, by whatever cause, every challenge without an answer fails, and so does every
 * later one. It does not connect again: the owner opens another.
 *
 * <p>A client of several agents: the stream moves on to another agent when it is lost, when its agent refuses because of its own
 * state, and when it does not answer in time; what has no answer is asked again, up to five times, unless no agent has a TLS key that
 * is pinned.
 *
 * <p>Safe for use by several threads.
 */
@CheckReturnValue
public final class ChallengeStream implements AutoCloseable {

    private final ChallengeCall call;
    private final BoundVerifier verifier;
    private final AgentReplies replies;

    ChallengeStream(AgentChannel channel, BoundVerifier verifier, AgentReplies replies) {
        this.verifier = Objects.requireNonNull(verifier, "verifier");
        this.replies = replies;
        this.call = channel.stream(this::answered);
    }

    /**
     * Sends a fresh challenge and verifies the answer, without waiting. The future fails with the exceptions of
     * {@link AgentClient#verify(BoundVerifier)}, and with {@link AgentUnavailableException} after the client's deadline. The
     * answer is verified, and what depends on it runs, on the network thread. Cancelling the future, or completing it in any other
     * way, gives the challenge up: its nonce makes room for another, no answer to it is taken any more, and it is not sent unless
     * it was before.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only gives the challenge up
    public CompletableFuture<BoundVerified> verify() {
        BoundExchange exchange;
        try {
            exchange = new BoundExchange(verifier, replies);
        } catch (VerificationException e) {
            return CompletableFuture.failedFuture(e);
        }
        var result = new CompletableFuture<BoundVerified>();
        result.whenComplete((verified, failure) -> exchange.givenUp());
        call.submit(exchange.request(), new Outcome(exchange, result));
        return result;
    }

    /** Answers that came for no open challenge: late ones, doubled ones, or such as nobody asked for. They are ignored. */
    public long strayAnswers() {
        return call.strayAnswers();
    }

    /** Ends the stream; challenges without an answer fail with {@link AgentUnavailableException}. */
    @Override
    public void close() {
        call.close();
    }

    private void answered(SharedAnswers answers, List<@Nullable Asked> asked) {
        List<Outcome> outcomes = new ArrayList<>(asked.size());
        List<Outcome> waiting = new ArrayList<>(asked.size());
        for (Asked challenge : asked) {
            if (challenge != null) {
                var outcome = (Outcome) challenge.outcome();
                outcomes.add(outcome);
                if (challenge.waiting()) {
                    waiting.add(outcome);
                }
            }
        }
        try {
            if (outcomes.size() < asked.size()) {
                throw new VerificationException(
                        Reason.ANSWER_MALFORMED,
                        "shared answer: " + (asked.size() - outcomes.size())
                                + " numbers of no challenge (expected: challenges without an answer)",
                        null);
            }
            verifier.verify(
                    outcomes.stream()
                            .map(outcome -> outcome.exchange.challenge())
                            .toList(),
                    SharedCodec.decode(answers),
                    new Verdicts(outcomes));
        } catch (ContractViolation e) {
            VerificationException malformed = VerificationException.of(e);
            waiting.forEach(outcome -> outcome.fail(malformed));
        } catch (VerificationException | RuntimeException e) {
            waiting.forEach(outcome -> outcome.fail(e));
        }
    }

    /** Passes verdicts on; a challenge whose time was up has heard that already, and takes no other. */
    private record Verdicts(List<Outcome> outcomes) implements SharedVerdicts {

        @Override
        public void verified(int place, BoundVerified verified) {
            outcomes.get(place).result.complete(verified);
        }

        @Override
        public void rejected(int place, VerificationException rejection) {
            outcomes.get(place).fail(rejection);
        }
    }

    private final class Outcome implements StreamOutcome {

        private final BoundExchange exchange;
        private final CompletableFuture<BoundVerified> result;

        Outcome(BoundExchange exchange, CompletableFuture<BoundVerified> result) {
            this.exchange = exchange;
            this.result = result;
        }

        @Override
        public boolean isOver() {
            return result.isDone();
        }

        @Override
        public boolean anotherMayAnswer(Rejection rejection) {
            return AgentReplies.anotherMayAnswer(rejection);
        }

        @Override
        public void answered(SignChallengeResponse answer) {
            try {
                result.complete(exchange.read(answer));
            } catch (VerificationException | RuntimeException e) {
                fail(e);
            }
        }

        @Override
        public void rejected(Rejection rejection) {
            fail(replies.refused(rejection));
        }

        @Override
        public void failed(StatusRuntimeException failure) {
            try {
                fail(replies.failure(failure));
            } catch (VerificationException | AgentRefusedException | RuntimeException e) {
                fail(e);
            }
        }

        private void fail(Exception failure) {
            // What depends on the result runs before the stage of verify(), and may want the room at once.
            exchange.givenUp();
            result.completeExceptionally(failure);
        }
    }
}
