package eu.qlpipeline.signing.client.internal.cli.failure;

/**
 * A log that goes nowhere. What the libraries below would log, such as a name that does not resolve with the stack trace of it, is told
 * in one line by {@link FailureReport}. The JDK makes an instance in place of reading a configuration, when something is first logged.
 */
public final class SilentLog {

    private static final String CLASS = "java.util.logging.config.class";
    private static final String FILE = "java.util.logging.config.file";

    /** Configures nothing, so that no record has a handler; for the JDK. */
    public SilentLog() {}

    /** Makes this the log of the virtual machine, unless a configuration was given to it. */
    public static void install() {
        if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
            System.setProperty(CLASS, SilentLog.class.getName());
        }
    }
}
