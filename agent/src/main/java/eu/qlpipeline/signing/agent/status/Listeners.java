package eu.qlpipeline.signing.agent.status;

import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Those who are told that something changed. The defect of one is its own: it keeps neither the others from hearing nor whoever tells
 * from going on. Safe for use by several threads.
 */
public final class Listeners {

    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    private final CopyOnWriteArrayList<Runnable> all = new CopyOnWriteArrayList<>();

    /** Has the listener told from now on. */
    public void add(Runnable listener) {
        all.add(listener);
    }

    /** Tells all, on this thread. */
    public void tell() {
        for (Runnable listener : all) {
            try {
                listener.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "agent: defect of a listener", e);
            }
        }
    }
}
