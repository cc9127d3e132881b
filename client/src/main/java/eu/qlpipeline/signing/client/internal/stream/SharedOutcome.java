package eu.qlpipeline.signing.client.internal.stream;

import eu.qlpipeline.signing.v1.SharedAnswers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of several challenges of a stream at once. Must not block. */
@FunctionalInterface
public interface SharedOutcome {

    /**
     * The agent answered. Of each challenge the outcome is to be told by {@link Asked#answered}, or as a failure.
     *
     * @param answers the answer, of which only the number of challenges was looked at
     * @param asked who asked, in the order of the answer; null where the number names no challenge of the stream
     */
    void answered(SharedAnswers answers, List<@Nullable Asked> asked);

    /**
     * A challenge that was sent.
     *
     * @param outcome where its outcome goes
     * @param waiting whether it still has to be told; false for a challenge whose time was up before its answer came
     */
    record Asked(StreamOutcome outcome, boolean waiting) {}
}
