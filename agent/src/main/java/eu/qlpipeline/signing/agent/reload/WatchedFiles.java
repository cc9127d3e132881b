package eu.qlpipeline.signing.agent.reload;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files of one part, which are loaded again when their contents change. Files that are unusable leave in effect what was, less
 * what their loader withdraws.
 *
 * <p>Looked at by one thread; the state may be read by others.
 */
public final class WatchedFiles {

    private static final System.Logger LOG = System.getLogger(WatchedFiles.class.getName());

    /** A change that comes this close before a load may have come after it. */
    private static final Duration DOUBT = Duration.ofMillis(20);

    private final Loader loader;
    private final Clock clock;
    private final FileFingerprints fingerprints;
    private Set<Path> files = new TreeSet<>();
    private String loaded = "";
    private String doubted = "";
    private volatile ReloadState state;

    /**
     * Loads for the first time.
     *
     * @param part what the files are for, for example {@code callers}
     * @throws AgentException if a file is unusable
     */
    public WatchedFiles(String part, Loader loader, Clock clock) {
        this.loader = loader;
        this.clock = clock;
        this.fingerprints = new FileFingerprints(clock);
        this.state = new ReloadState(part, 0, clock.instant(), 0, 0, Optional.empty());
        Loaded first = load();
        first.problem().ifPresent(problem -> {
            throw problem;
        });
        LOG.log(System.Logger.Level.INFO, "{0}: {1}", part, first.what());
    }

    /** How it stands with them. */
    public ReloadState state() {
        return state;
    }

    /** Loads if the contents changed since the last look, or in any case. */
    void look(boolean inAnyCase) {
        if (!inAnyCase && fingerprints.of(files).digest().equals(loaded)) {
            return;
        }
        Loaded now = load();
        now.problem()
                .ifPresentOrElse(
                        problem -> refused(problem, now.withdrawn()),
                        () -> LOG.log(
                                System.Logger.Level.INFO,
                                "reload: {0}: {1}, revision {2}",
                                state.part(),
                                now.what(),
                                state.revision()));
    }

    private void refused(AgentException why, List<String> withdrawn) {
        state = state.refused(why, withdrawn.size());
        LOG.log(
                System.Logger.Level.ERROR,
                "reload: {0}: refused, revision {1} stays in effect{2}; a start with these files would fail: {3}",
                state.part(),
                state.revision(),
                withdrawn.isEmpty() ? "" : " without " + String.join(", ", withdrawn),
                why.withHints().replace("\n", "; "));
    }

    private Loaded load() {
        Instant start = clock.instant();
        Set<Path> read = new TreeSet<>();
        try {
            Loaded now = loader.load(read::add);
            if (now.problem().isEmpty()) {
                state = state.accepted(start);
            }
            return now;
        } catch (AgentException e) {
            return Loaded.refused(e);
        } finally {
            files = read;
            FileFingerprints.Fingerprint now = fingerprints.of(read);
            boolean doubtful =
                    now.newest().isAfter(start.minus(DOUBT)) && !now.digest().equals(doubted);
            doubted = doubtful ? now.digest() : "";
            // Where there is doubt nothing matches, so that the next look loads once more.
            loaded = doubtful ? "" : now.digest();
        }
    }
}
