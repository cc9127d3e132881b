package eu.qlpipeline.signing.client.internal.cli.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.verify.VerificationException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Failures by reason, and the first one of the gravest kind: a rejection before a refusal before an agent that is not
 * there.
 *
 * <p>Safe for use by several threads.
 */
final class Failures {

    @GuardedBy("this")
    private final Map<String, Long> reasons = new TreeMap<>();

    @GuardedBy("this")
    private @Nullable Exception worst;

    synchronized void add(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        Exception failure = cause instanceof Exception exception ? exception : new IllegalStateException(cause);
        reasons.merge(name(failure), 1L, Long::sum);
        if (worst == null || gravity(failure) > gravity(worst)) {
            worst = failure;
        }
    }

    /** Those until now. */
    synchronized LoadResult.Failed soFar() {
        return new LoadResult.Failed(Map.copyOf(reasons), Optional.ofNullable(worst));
    }

    private static String name(Exception failure) {
        if (failure instanceof VerificationException rejected) {
            return rejected.reason().name();
        }
        if (failure instanceof AgentRefusedException refused) {
            return "AGENT_REFUSED:" + refused.reason();
        }
        return failure instanceof AgentUnavailableException ? "AGENT_UNAVAILABLE" : "DEFECT";
    }

    private static int gravity(Exception failure) {
        if (failure instanceof AgentUnavailableException) {
            return 0;
        }
        if (failure instanceof AgentRefusedException refused) {
            return refused.isRetryable() ? 1 : 2;
        }
        return failure instanceof VerificationException ? 3 : 4;
    }
}
