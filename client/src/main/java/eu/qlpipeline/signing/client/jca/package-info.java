/**
 * The pipeline's side of TLS: a client key for the JDK's TLS that never leaves the token of an agent elsewhere. The JDK
 * computes the handshake; the agent signs its CertificateVerify, and nothing else (RFC 8446 section 4.4.3).
 *
 * <pre>{@code
 * Security.addProvider(new RemoteKeyProvider()); // once, and last
 * try (AgentClient agent = AgentClient.connect(address, agentCertificate, identity, Duration.ofSeconds(10))) {
 *     RemotePrivateKey key = RemotePrivateKey.of(agent, signingCertificate);
 *     SSLContext tls = RemoteKeys.sslContext(key, serverTrust); // without serverTrust: the servers that the JDK trusts
 *     HttpClient http = HttpClient.newBuilder().sslContext(tls).build();
 *     HttpRequest courses = HttpRequest.newBuilder(URI.create(url)).build();
 *     HttpResponse<String> answer = http.send(courses, HttpResponse.BodyHandlers.ofString());
 *     System.out.println(answer.statusCode() + " " + answer.body());
 * }
 * }</pre>
 */
@NullMarked
package eu.qlpipeline.signing.client.jca;

import org.jspecify.annotations.NullMarked;
