package eu.qlpipeline.signing.contract.jca;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Makes the JDK's sockets, with TLS 1.3 alone enabled. */
final class Tls13SocketFactory extends SSLSocketFactory {

    private final SSLSocketFactory jdk;

    Tls13SocketFactory(SSLSocketFactory jdk) {
        this.jdk = jdk;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return jdk.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return jdk.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return restricted(jdk.createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return restricted(jdk.createSocket(socket, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return restricted(jdk.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        return restricted(jdk.createSocket(host, port, localAddress, localPort));
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return restricted(jdk.createSocket(address, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return restricted(jdk.createSocket(address, port, localAddress, localPort));
    }

    private static Socket restricted(Socket socket) {
        ((SSLSocket) socket).setEnabledProtocols(Tls13Context.protocols());
        return socket;
    }
}
