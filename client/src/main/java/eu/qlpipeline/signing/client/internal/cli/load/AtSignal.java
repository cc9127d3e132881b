package eu.qlpipeline.signing.client.internal.cli.load;

/** What is done where a signal, such as that of Ctrl-C, ends the program before it is forgotten. */
public final class AtSignal {

    private final Thread hook;

    /** @param action what to do */
    public AtSignal(Runnable action) {
        hook = new Thread(action, "at-signal");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Takes it back. */
    public void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already, and the hook runs.
        }
    }
}
