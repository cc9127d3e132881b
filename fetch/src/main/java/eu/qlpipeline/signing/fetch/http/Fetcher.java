package eu.qlpipeline.signing.fetch.http;

import eu.qlpipeline.signing.fetch.socket.WatchedSockets;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.TlsVersion;

/** An HTTP client that logs in to servers with one key, over TLS 1.3; it keeps its connections while it is open. */
public final class Fetcher implements AutoCloseable {

    /** What a call's own end may take, which comes first and says more. */
    private static final Duration GRACE = Duration.ofMillis(500);
    /** What taking leave of servers may take, once there is nothing to be had of them. */
    private static final Duration LEAVE = Duration.ofSeconds(1);

    private final OkHttpClient http;
    private final WatchedSockets sockets;
    private final Duration max;
    private final TlsClientKey key;
    private final IntFunction<Dns> names;

    private Fetcher(OkHttpClient http, WatchedSockets sockets, Duration max, TlsClientKey key, IntFunction<Dns> names) {
        this.http = http;
        this.sockets = sockets;
        this.max = max;
        this.key = key;
        this.names = names;
    }

    /** A client with no connection yet. */
    public static Fetcher open(
            TlsClientKey key, X509TrustManager serverTrust, List<Resolution> resolutions, Times times) {
        return open(key, serverTrust, resolutions, times, Dns.SYSTEM);
    }

    /** One that asks for the addresses of names that have none given. */
    static Fetcher open(
            TlsClientKey key, X509TrustManager serverTrust, List<Resolution> resolutions, Times times, Dns system) {
        var onlyTls13 = new ConnectionSpec.Builder(ConnectionSpec.RESTRICTED_TLS)
                .tlsVersions(TlsVersion.TLS_1_3)
                .build();
        var sockets = new WatchedSockets();
        var http = new OkHttpClient.Builder()
                .socketFactory(sockets)
                .sslSocketFactory(key.context(serverTrust).getSocketFactory(), serverTrust)
                .connectionSpecs(List.of(onlyTls13))
                .connectTimeout(times.connect())
                .readTimeout(times.max())
                .writeTimeout(times.max())
                .callTimeout(times.max())
                .followRedirects(false)
                .proxy(Proxy.NO_PROXY)
                .build();
        List<Resolution> given = List.copyOf(resolutions);
        var others = new BoundedNames(system, times.max());
        return new Fetcher(http, sockets, times.max(), key, port -> new ResolvedNames(port, given, others));
    }

    /**
     * Gets an answer and its body.
     *
     * @param headers further headers of the request
     * @param sink where the body goes
     */
    public Fetched get(HttpUrl url, Headers headers, BodySink sink) throws FetchException {
        long before = key.signatures();
        var listener = new LinkListener();
        // One client for each port, since OkHttp asks for addresses by name alone; they share their connections.
        OkHttpClient client = http.newBuilder()
                .dns(names.apply(url.port()))
                .eventListener(listener)
                .build();
        Request request = new Request.Builder().url(url).headers(headers).build();
        sockets.asked();
        Future<?> end = sockets.closeAfter(max.plus(GRACE));
        try (Response response = client.newCall(request).execute();
                ResponseBody body = response.body()) {
            Fetched fetched =
                    new Fetched(url, response.code(), response.headers(), listener.link(), key.signatures() - before);
            fetched.requireWellFormed();
            sink.accept(fetched, new TakenInput(fetched.content(body), fetched.bodyLength()));
            return fetched;
        } catch (IOException e) {
            throw FetchFailure.of(url, e, key);
        } catch (OutOfMemoryError e) {
            var tooLarge =
                    new IOException("answer: too large for the memory of this program (expected: a smaller one)", e);
            throw FetchFailure.of(url, tooLarge, key);
        } finally {
            end.cancel(false);
        }
    }

    @Override
    public void close() {
        Future<?> end = sockets.closeAfter(LEAVE);
        http.connectionPool().evictAll();
        end.cancel(false);
        sockets.closeForGood();
        http.dispatcher().executorService().shutdown();
    }

    /** A body, of which the sockets are told that it is taken, and whose length is minded, which OkHttp does not do with HTTP/2. */
    private final class TakenInput extends InputStream {

        private final InputStream body;
        private final OptionalLong expected;
        private long taken;

        TakenInput(InputStream body, OptionalLong expected) {
            this.body = body;
            this.expected = expected;
            sockets.taken();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, one.length) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = body.read(buffer, offset, length);
            sockets.taken();
            taken += Math.max(0, read);
            if (read < 0 && expected.isPresent() && expected.getAsLong() != taken) {
                throw new ProtocolException("answer: ends after " + taken + " bytes (expected: " + expected.getAsLong()
                        + ", its Content-Length)");
            }
            return read;
        }
    }

    /**
     * How long things may take.
     *
     * @param connect one attempt to connect
     * @param max one request from beginning to end
     */
    public record Times(Duration connect, Duration max) {}
}
