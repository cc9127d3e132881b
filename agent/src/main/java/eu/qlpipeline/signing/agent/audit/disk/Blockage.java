package eu.qlpipeline.signing.agent.audit.disk;

import eu.qlpipeline.signing.agent.audit.segment.ContinuedException;
import eu.qlpipeline.signing.agent.audit.segment.FilePlace;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.status.Listeners;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why nothing can be recorded, if nothing can, and who hears when that changes. Safe for use by several threads. */
public final class Blockage {

    private static final System.Logger LOG = System.getLogger(Blockage.class.getName());

    private static final String ROOM = " (expected: room on a disk that can be written)";
    private static final Duration PROBE = Duration.ofSeconds(1);

    private final Listeners listeners = new Listeners();
    private final Path directory;
    private volatile @Nullable AgentException reason;
    private volatile boolean lasting;
    private volatile long asked;
    private volatile String told = "";

    /** @param directory where records are written, for the log */
    public Blockage(Path directory) {
        this.directory = directory;
    }

    /** Has the listener told of each change. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Why nothing can be recorded; empty where it can. */
    public Optional<AgentException> reason() {
        return Optional.ofNullable(reason);
    }

    /** Whether nothing can be recorded. */
    public boolean isThere() {
        return reason != null;
    }

    /** Whether the disk should be asked again: once a second, unless only another process can end it. */
    public boolean isWorthATry() {
        long now = System.nanoTime();
        if (lasting || now - asked < PROBE.toNanos()) {
            return false;
        }
        asked = now;
        return true;
    }

    /** The disk refuses, which may pass; or the log is another agent's, which does not. */
    public void begin(Throwable cause) {
        if (cause instanceof ContinuedException) {
            lasting = true;
            begin(
                    cause,
                    "",
                    "see that no other agent has this log, and start the agent again: it goes on where that one ended");
        } else if (cause instanceof FilePlace.MisplacedException) {
            begin(
                    cause,
                    "",
                    "move the log's files back to where they were, and the agent goes on by itself; or start it again: it"
                            + " goes on with the log that it finds there");
        } else {
            begin(cause, ROOM, "make room on the disk of audit.directory, or mend it; the agent goes on by itself");
        }
    }

    /** Something went wrong that leaves it open what the log's memory of itself is worth; its files are as good as ever. */
    public void beginForGood(Throwable cause) {
        lasting = true;
        begin(cause, ROOM, "start the agent again: it opens the log anew");
    }

    private void begin(Throwable cause, String expected, String hint) {
        asked = System.nanoTime();
        String found = cause instanceof IOException ? String.valueOf(cause.getMessage()) : cause.toString();
        reason = new AgentException(ReasonCode.AUDIT_BLOCKED, "audit: not writable: " + found + expected, cause, hint);
        LOG.log(System.Logger.Level.ERROR, "audit: blocked, nothing is signed: {0}: {1}; {2}", directory, found, hint);
        LOG.log(System.Logger.Level.DEBUG, "audit: blocked", cause);
        tell();
    }

    /** The disk refused again; warns once of each reason, and not at each of the tries. */
    public void lasts(Throwable cause) {
        if (cause instanceof ContinuedException) {
            begin(cause);
            return;
        }
        String why = String.valueOf(cause.getMessage());
        LOG.log(
                why.equals(told) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "audit: still blocked: {0}",
                why);
        told = why;
    }

    /** Records are written again. */
    public void end() {
        told = "";
        reason = null;
        LOG.log(System.Logger.Level.INFO, "audit: writable again");
        tell();
    }

    /** Tells all who listen. */
    public void tell() {
        listeners.tell();
    }
}
