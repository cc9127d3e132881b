package eu.qlpipeline.signing.agent.failure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A refusal or failure with a reason for programs, one line for people, and hints for the operator. Neither the message
 * nor a hint ever holds a secret. Hints are for the operator's console and log; callers over the network never see them.
 */
public final class AgentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ReasonCode reason;
    private final transient List<String> hints;
    private final @Nullable Duration retryAfter;

    /**
     * @param reason the reason, for programs
     * @param message what was found and what was expected, on one line
     * @param hints what the operator can do, each a sentence or a command to type
     */
    public AgentException(ReasonCode reason, String message, String... hints) {
        this(reason, message, (Throwable) null, hints);
    }

    /**
     * @param cause what brought it about
     * @see #AgentException(ReasonCode, String, String...)
     */
    public AgentException(ReasonCode reason, String message, @Nullable Throwable cause, String... hints) {
        super(message, cause);
        this.reason = reason;
        this.hints = List.of(hints);
        this.retryAfter = null;
    }

    private AgentException(ReasonCode reason, String message, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.reason = reason;
        this.hints = List.of();
        this.retryAfter = retryAfter;
    }

    /**
     * A refusal of the kind that comes in great numbers: without a stack trace, which would cost more than the request.
     *
     * @param retryAfter when trying again is worth it
     */
    public static AgentException refusal(ReasonCode reason, String message, Duration retryAfter) {
        return new AgentException(reason, message, retryAfter);
    }

    /** The same, where nothing is known of when. */
    public static AgentException refusal(ReasonCode reason, String message) {
        return new AgentException(reason, message, (Duration) null);
    }

    /** The same with those hints in place of its own, brought about by this one. */
    public AgentException hinting(List<String> others) {
        return new AgentException(reason, String.valueOf(getMessage()), this, others.toArray(String[]::new));
    }

    /** As {@link #hinting}, with those hints after its own. */
    public AgentException alsoHinting(String... more) {
        return hinting(Stream.concat(hints.stream(), Stream.of(more)).toList());
    }

    /** When trying again is worth it, where that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The reason, for programs. */
    public ReasonCode reason() {
        return reason;
    }

    /** Message and hints together, for the log. */
    public String withHints() {
        return hints.isEmpty() ? String.valueOf(getMessage()) : getMessage() + "; " + String.join("; ", hints);
    }

    /** What the operator can do; empty where there is nothing to add. */
    public List<String> hints() {
        return hints;
    }
}
