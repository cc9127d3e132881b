package eu.qlpipeline.signing.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.admission.BoundedDenials;
import eu.qlpipeline.signing.agent.audit.Unrecorded;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.agent.rpc.memory.OpenOfAll;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadAnswers;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadOfAll;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each figure in SECURITY.md is what the agent does. */
class SecurityFiguresTest {

    private static final String DOCUMENT = read(Path.of("..", "SECURITY.md"));
    private static final RequestFacts DENIED =
            new RequestFacts("caller", PurposeKind.RAW_CHALLENGE, Optional.empty(), Digest.of(new byte[32]));

    private final UnreadOfAll unread = new UnreadOfAll(SharedLimits.STANDARD.unread());

    private static String read(Path file) {
        try {
            return Files.readString(file).replaceAll("\\s+", " ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number between two pieces of one sentence. */
    private static int figure(String before, String after) {
        var found = Pattern.compile(Pattern.quote(before) + " ([0-9][0-9 ]*) " + Pattern.quote(after))
                .matcher(DOCUMENT);
        assertThat(found.find()).as(before + " ... " + after).isTrue();
        return Integer.parseInt(found.group(1).replace(" ", ""));
    }

    private static void assertMayGoOn(UnreadAnswers caller) {
        assertThatCode(caller::requireRoom).doesNotThrowAnyException();
    }

    private static void assertMustRead(UnreadAnswers caller) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(caller::requireRoom)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.CONCURRENCY_LIMITED));
    }

    @Test
    void callsThatACallerLeavesOpen() {
        assertThat(SharedLimits.STANDARD.calls() + SharedLimits.STANDARD.refused())
                .isEqualTo(figure("calls that it leaves open |", "calls |"));
    }

    @Test
    void callsThatACallerLeavesOpenBesideManyOfOthers() {
        int few = figure("calls |", "calls where all callers have");
        int all = figure("calls where all callers have", "open |");
        var open = new OpenOfAll(SharedLimits.STANDARD.calls(), SharedLimits.STANDARD.arriving());
        open.addCalls(all);
        assertThat(open.isFull(few + 1)).isFalse();
        open.addCalls(1);
        assertThat(open.isFull(few + 1)).isTrue();
        assertThat(open.isFull(few)).isFalse();
    }

    @Test
    void answersThatACallerDoesNotRead() {
        UnreadAnswers caller = unread.ofCaller();
        UnreadAnswers.OfStream stream = caller.begin();
        stream.waits((figure("to what is in the queue |", "MiB |") << 20) - 1);
        assertMayGoOn(caller);

        stream.waits(1);

        assertMustRead(caller);
    }

    @Test
    void answersThatACallerDoesNotReadWhereTheOthersLeaveMuch() {
        UnreadAnswers.OfStream others = unread.ofCaller().begin();
        int few = figure("MiB |", "KiB where the others") << 10;
        others.waits((figure("where the others together leave", "MiB unread") << 20) - 1);
        UnreadAnswers slow = unread.ofCaller();
        UnreadAnswers.OfStream stream = slow.begin();
        stream.waits(few);
        assertMayGoOn(slow);

        others.waits(1);
        assertMustRead(slow);
        stream.taken();
        stream.waits(few - 1);
        assertMayGoOn(slow);
    }

    @Test
    void requestsThatNoCallTakes() {
        assertThat(ConnectionLimits.WINDOW)
                .isEqualTo(figure("requests that its calls do not take |", "KiB for each") << 10);
        assertThat(ConnectionLimits.STANDARD.perCaller()).isEqualTo(figure("KiB for each of its", "connections |"));
    }

    @Test
    void connectionsOfACallerWhereAllHaveMany() {
        assertThat(SharedLimits.STANDARD.connections())
                .isEqualTo(figure("connections where", "or more are open in all"));
        assertThat(SharedLimits.STANDARD.fewer()).isEqualTo(figure("the same, of", "connections where"));
    }

    @Test
    void callsThatACallerGivesUp() {
        assertThat(ConnectionLimits.STANDARD.resets()).isEqualTo(figure("A caller that gives up more than", "calls"));
        assertThat(ConnectionLimits.RESETS_WITHIN.toSeconds())
                .isEqualTo(figure("calls of a connection within", "seconds"));
    }

    @Test
    void denialsThatAreRecorded() {
        var nanos = new AtomicLong();
        var denials = new BoundedDenials(new Unrecorded(), nanos::get);
        assertThat(recorded(denials)).isEqualTo(figure("may not ask for:", "denials of each are recorded at once"));

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(recorded(denials)).isEqualTo(figure("recorded at once, and then", "a second."));
    }

    /** How many denials are recorded before one is refused. */
    private static int recorded(BoundedDenials denials) {
        for (int count = 0; ; count++) {
            try {
                denials.refused(DENIED, ReasonCode.PURPOSE_NOT_PERMITTED);
            } catch (AgentException e) {
                assertThat(e.reason()).isEqualTo(ReasonCode.RATE_LIMITED);
                return count;
            }
        }
    }
}
