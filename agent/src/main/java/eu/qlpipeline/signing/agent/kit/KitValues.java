package eu.qlpipeline.signing.agent.kit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the operator says of a provider's own web server; every value goes into configuration files, so that none may hold
 * anything that means something there.
 *
 * @param provider the provider's name
 * @param serverName the DNS name of its web server
 * @param port the port of its web server
 * @param serverCertificate file of the web server's certificate, on the provider's machine
 * @param serverKey file of its key, on the provider's machine
 * @param clientCertificate where the provider stores QL-Pipeline's certificate, on its machine
 * @param upstream host and port of the program that knows the courses
 */
public record KitValues(
        String provider,
        String serverName,
        int port,
        String serverCertificate,
        String serverKey,
        String clientCertificate,
        String upstream) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final String DNS_NAME = LABEL + "(?:\\." + LABEL + ")*";
    private static final Pattern HOST = Pattern.compile("(?=.{1,253}$)" + DNS_NAME);
    private static final Pattern UPSTREAM = Pattern.compile("(?=[^:]{1,253}:)" + DNS_NAME + ":[0-9]{1,5}");
    /** Absolute, since servers differ in what they take others to be relative to; and none that can only be a directory. */
    private static final Pattern FILE = Pattern.compile("(?!.*/\\.{0,2}$)/[A-Za-z0-9_./+-]{1,254}");

    private static final String FILE_FORM = "an absolute file name of letters, digits and _ . / + -";

    /** @throws AgentException (CONFIGURATION) if a value is not of the form it must have */
    public KitValues {
        require("--provider", provider, NAME, "1 to 64 letters, digits, '-', '_' or '.'");
        require("--server-name", serverName, HOST, "a DNS name");
        require("--server-certificate", serverCertificate, FILE, FILE_FORM);
        require("--server-key", serverKey, FILE, FILE_FORM);
        require("--client-certificate", clientCertificate, FILE, FILE_FORM);
        require("--upstream", upstream, UPSTREAM, "HOST:PORT");
        requirePort("--port: ", port);
        requirePort("--upstream: port ", Integer.parseInt(upstream.substring(upstream.indexOf(':') + 1)));
    }

    private static void requirePort(String what, int port) {
        if (port < 1 || port > 65_535) {
            throw new AgentException(ReasonCode.CONFIGURATION, what + port + " (expected: 1..65535)");
        }
    }

    private static void require(String option, String value, Pattern form, String expected) {
        if (!form.matcher(value).matches()) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION, option + ": not of its form (expected: " + expected + ")");
        }
    }

    /** The same file name with a mark before its ending. */
    static String marked(String file, String mark) {
        int dot = file.lastIndexOf('.');
        return dot > file.lastIndexOf('/') ? file.substring(0, dot) + mark + file.substring(dot) : file + mark;
    }

    /** The values by the names that templates use, but for those of a certificate. */
    Map<String, String> byName() {
        return Map.of(
                "provider", provider,
                "serverName", serverName,
                "port", String.valueOf(port),
                "serverCertificate", serverCertificate,
                "serverKey", serverKey,
                "upstream", upstream);
    }
}
