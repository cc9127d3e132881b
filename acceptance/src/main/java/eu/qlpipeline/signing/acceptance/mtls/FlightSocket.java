package eu.qlpipeline.signing.acceptance.mtls;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A socket that keeps what is written until somebody reads, so that a flight of handshake messages leaves as a whole. A
 * server that refuses the first message of a flight closes; a message sent after that would fail, and hide the alert.
 *
 * <p>For one thread.
 */
final class FlightSocket extends Socket {

    private final ByteArrayOutputStream flight = new ByteArrayOutputStream();

    @Override
    public OutputStream getOutputStream() {
        return flight;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                send();
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                send();
                return super.read(bytes, offset, length);
            }
        };
    }

    private void send() throws IOException {
        if (flight.size() > 0) {
            flight.writeTo(super.getOutputStream());
            flight.reset();
        }
    }
}
