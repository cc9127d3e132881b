package eu.qlpipeline.signing.agent.telemetry;

import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/**
 * Sets up where {@link System.Logger} writes: one line for each record, to the standard error. The product logs from the
 * level that is set; libraries from warnings on, unless everything is asked for. What is wrong with a single call or a single
 * connection is no warning: gRPC writes it with a stack trace each time, and every caller could fill the disk with it.
 */
public final class Logging {

    // LogManager holds loggers weakly, and a collected one loses its level.
    private static final Logger PRODUCT = Logger.getLogger("eu.qlpipeline.signing");

    private static final List<Logger> OF_PEERS = List.of(
            Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler"),
            Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerStream"));

    private Logging() {}

    /** Replaces the set-up of this JVM. */
    public static void configure(LogSettings settings) {
        if (LogManager.getLogManager() instanceof LastingLogManager lasting) {
            lasting.beginAnew();
        } else {
            LogManager.getLogManager().reset();
        }
        Logger root = Logger.getLogger("");
        root.addHandler(new StandardError(formatter(settings.format())));
        Level level = level(settings.level());
        PRODUCT.setLevel(level);
        boolean everything = level.intValue() < Level.INFO.intValue();
        root.setLevel(everything ? Level.INFO : max(level, Level.WARNING));
        if (!everything) {
            for (Logger ofPeers : OF_PEERS) {
                ofPeers.setLevel(Level.SEVERE);
            }
        }
    }

    private static Level max(Level a, Level b) {
        return a.intValue() >= b.intValue() ? a : b;
    }

    static Formatter formatter(LogFormat format) {
        return switch (format) {
            case TEXT -> new TextLine();
            case JSON -> new JsonLine();
        };
    }

    static Level level(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.SEVERE;
            case WARNING -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
        };
    }

    /** Writes each record at once. Closing leaves the standard error open. */
    private static final class StandardError extends StreamHandler {

        StandardError(Formatter formatter) {
            super(System.err, formatter);
            setLevel(Level.ALL);
        }

        @Override
        public synchronized void publish(LogRecord logRecord) {
            super.publish(logRecord);
            flush();
        }

        @Override
        public synchronized void close() {
            flush();
        }
    }
}
