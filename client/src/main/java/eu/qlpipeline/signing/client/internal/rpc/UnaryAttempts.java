package eu.qlpipeline.signing.client.internal.rpc;

import eu.qlpipeline.signing.client.internal.attempt.Attempts;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One question, put to one agent after the other until its answer is here; cancelling the future cancels the attempt. */
final class UnaryAttempts {

    private final Supplier<Connection> agents;
    private final SignChallengeRequest request;
    private final Attempts attempts;
    private final CompletableFuture<SignChallengeResponse> result = new CompletableFuture<>();

    UnaryAttempts(Supplier<Connection> agents, SignChallengeRequest request, Attempts attempts) {
        this.agents = agents;
        this.request = request;
        this.attempts = attempts;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stages only carry one future's end to the other
    CompletableFuture<SignChallengeResponse> start() {
        CompletableFuture<SignChallengeResponse> answer =
                UnaryCall.start(agents.get(), SigningAgentGrpc.getSignChallengeMethod(), request, attempts.next());
        answer.whenComplete(this::settle);
        result.whenComplete((ignored, failure) -> {
            if (result.isCancelled()) {
                answer.cancel(false);
            }
        });
        return result;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is the result, which the caller has
    private void settle(@Nullable SignChallengeResponse answer, @Nullable Throwable failure) {
        if (failure == null) {
            result.complete(answer);
        } else if (!result.isDone() && attempts.another(failure)) {
            start();
        } else {
            result.completeExceptionally(failure);
        }
    }
}
