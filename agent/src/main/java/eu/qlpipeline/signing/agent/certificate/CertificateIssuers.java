package eu.qlpipeline.signing.agent.certificate;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the issuer of certificates. Bouncy Castle, which it is made with, is kept off the class path in {@code lib/issuing}:
 * Netty loads all of it wherever it sees it, and an agent that serves never issues.
 */
public final class CertificateIssuers {

    private static final String ISSUER = "eu.qlpipeline.signing.agent.certificate.issuing.BouncyCastleIssuer";
    private static final Path BESIDE_THE_PROGRAM = Path.of("lib", "issuing");

    private CertificateIssuers() {}

    /**
     * An issuer for that profile.
     *
     * @throws AgentException (CONFIGURATION) if the installation lacks Bouncy Castle
     */
    public static CertificateIssuer create(CertificateSettings settings, Clock clock, SecureRandom random) {
        try {
            return Class.forName(ISSUER, true, loader())
                    .asSubclass(CertificateIssuer.class)
                    .getConstructor(CertificateSettings.class, Clock.class, SecureRandom.class)
                    .newInstance(settings, clock, random);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "installation: Bouncy Castle not found (expected: in " + BESIDE_THE_PROGRAM
                            + " beside the program)",
                    e,
                    "install the agent again, with its folder lib");
        }
    }

    private static ClassLoader loader() {
        ClassLoader own = CertificateIssuers.class.getClassLoader();
        Path program = program();
        Path libraries = program.resolveSibling(BESIDE_THE_PROGRAM);
        return Files.isDirectory(libraries) ? new IssuingClassLoader(urls(program, libraries), own) : own;
    }

    private static Path program() {
        try {
            return Path.of(CertificateIssuers.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the location of a jar is a URI", e);
        }
    }

    private static URL[] urls(Path program, Path libraries) {
        try (Stream<Path> jars = Files.list(libraries)) {
            List<URL> urls = new ArrayList<>();
            urls.add(program.toUri().toURL());
            for (Path jar : jars.sorted().toList()) {
                urls.add(jar.toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a file has a URL", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
