package eu.qlpipeline.signing.fetch.http;

import java.util.Objects;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import org.jspecify.annotations.Nullable;

/** Learns which connection one request went over. */
final class LinkListener extends EventListener {

    private volatile boolean handshaken;
    private volatile @Nullable Connection connection;

    @Override
    public void secureConnectStart(Call call) {
        handshaken = true;
    }

    @Override
    public void connectionAcquired(Call call, Connection acquired) {
        connection = acquired;
    }

    Link link() {
        return Link.of(Objects.requireNonNull(connection, "an answer comes over a connection"), handshaken);
    }
}
