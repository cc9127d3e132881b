package eu.qlpipeline.signing.fetch.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/** Looks names up on threads of its own, which are given up where no name server answers in time: a look-up cannot be called off. */
final class BoundedNames implements Dns {

    private final Dns names;
    private final Duration limit;

    /**
     * @param names what is asked
     * @param limit how long it may take
     */
    BoundedNames(Dns names, Duration limit) {
        this.names = names;
        this.limit = limit;
    }

    /** @throws UnknownHostException if there is none; caused by a TimeoutException where that is not known in time */
    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        var lookup = new FutureTask<>(() -> names.lookup(host));
        var thread = new Thread(lookup, "name-lookup");
        thread.setDaemon(true);
        thread.start();
        try {
            return lookup.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unknown(host, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, e);
        }
    }

    private static UnknownHostException unknown(String host, Exception cause) {
        var unknown = new UnknownHostException(host);
        unknown.initCause(cause);
        return unknown;
    }
}
