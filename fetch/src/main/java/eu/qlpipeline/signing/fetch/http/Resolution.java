package eu.qlpipeline.signing.fetch.http;

import java.net.InetAddress;

/**
 * An address to connect to in place of what a name resolves to; the name stays that of the request and of the
 * certificate.
 *
 * @param host the name
 * @param port the port it holds for
 * @param address where to connect
 */
public record Resolution(String host, int port, InetAddress address) {}
