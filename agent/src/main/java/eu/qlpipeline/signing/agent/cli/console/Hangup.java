package eu.qlpipeline.signing.agent.cli.console;

import java.lang.reflect.Proxy;

/** SIGHUP, by which an operator has a service read its files again. */
public final class Hangup {

    private Hangup() {}

    /** Runs an action at each SIGHUP from now on, in place of ending the process; nothing where the JVM lets no one have it. */
    public static void onEach(Runnable action) {
        try {
            // By reflection: the compiler warns of sun.misc.Signal in a way that cannot be silenced, and there is no
            // other.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
        } catch (ReflectiveOperationException e) {
            System.getLogger(Hangup.class.getName())
                    .log(System.Logger.Level.WARNING, "SIGHUP: not available in this JVM; files are still watched");
        }
    }
}
