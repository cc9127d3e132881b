package eu.qlpipeline.signing.client.internal.attempt;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a failure was caused by. */
public final class Causes {

    private Causes() {}

    /** The first of that type among the failure and its causes. */
    public static <T extends Throwable> Optional<T> first(@Nullable Throwable failure, Class<T> type) {
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
