package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A PKCS#11 URI (RFC 7512) that names a token, and perhaps the key in it and the library. It is read strictly: an
 * attribute that would not be obeyed is refused, and so is every way to write a PIN or where it is.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Pkcs11Uri {

    private static final String SCHEME = "pkcs11:";
    private static final int MAX_LENGTH = 2_048;
    private static final Set<String> TOKEN = Set.of("token", "manufacturer", "model", "serial");
    private static final Set<String> OBJECT = Set.of("object", "id", "type");
    private static final Set<String> TYPES = Set.of("private", "public", "cert");
    private static final String MODULE_PATH = "module-path";

    private final Map<String, PercentEncoded> attributes;

    private Pkcs11Uri(Map<String, PercentEncoded> attributes) {
        this.attributes = attributes;
    }

    /**
     * Reads a URI.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} if it is malformed, names no attribute of a token, names an
     *     attribute twice, or has one that is not obeyed; the message repeats no value
     */
    public static Pkcs11Uri parse(String text) {
        if (text.length() > MAX_LENGTH || !text.startsWith(SCHEME)) {
            throw refused("not a PKCS#11 URI", "pkcs11:token=LABEL, at most " + MAX_LENGTH + " characters");
        }
        int question = text.indexOf('?');
        String path = text.substring(SCHEME.length(), question < 0 ? text.length() : question);
        var attributes = new LinkedHashMap<String, PercentEncoded>();
        for (String attribute : path.split(";", -1)) {
            add(attributes, attribute, PercentEncoded.PATH);
        }
        if (question >= 0) {
            for (String attribute : text.substring(question + 1).split("&", -1)) {
                add(attributes, attribute, PercentEncoded.QUERY);
            }
        }
        var uri = new Pkcs11Uri(attributes);
        uri.check();
        return uri;
    }

    private static void add(Map<String, PercentEncoded> attributes, String attribute, String unescaped) {
        int equals = attribute.indexOf('=');
        String name = equals < 0 ? attribute : attribute.substring(0, equals);
        refusePin(name);
        if (equals < 0) {
            throw refused("an attribute without a value", "NAME=VALUE");
        }
        boolean known = unescaped.equals(PercentEncoded.PATH)
                ? TOKEN.contains(name) || OBJECT.contains(name)
                : name.equals(MODULE_PATH);
        if (!known) {
            throw refused(
                    "attribute " + TextRule.printable(name) + " is not supported",
                    unescaped.equals(PercentEncoded.PATH)
                            ? "token, manufacturer, model, serial, object, id, type"
                            : MODULE_PATH);
        }
        PercentEncoded value = PercentEncoded.parse(attribute.substring(equals + 1), unescaped)
                .orElseThrow(() -> refused(name + " is malformed", "percent-encoded as in RFC 7512, not empty"));
        if (attributes.put(name, value) != null) {
            throw refused(name + " occurs twice", "once");
        }
    }

    private static void refusePin(String name) {
        if (name.startsWith("pin-")) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "token.uri: a " + (name.equals("pin-source") ? name : "pin-value")
                            + " (expected: none, since a URI is shown in logs and messages)",
                    "take it out of the URI and use token.pin.file; change the PIN if others may have seen it");
        }
    }

    private void check() {
        if (TOKEN.stream().noneMatch(attributes::containsKey)) {
            throw refused("names no token", "at least one of token, manufacturer, model, serial");
        }
        attributes.forEach((name, value) -> {
            if (!name.equals("id") && value.text().isEmpty()) {
                throw refused(name + " is not text", "UTF-8 without control characters");
            }
        });
        text("type").filter(type -> !TYPES.contains(type)).ifPresent(type -> {
            throw refused("type is not that of a key pair or certificate", "private, public or cert");
        });
    }

    /** Tells whether the token has every attribute that this URI names. */
    public boolean matches(TokenDescription token) {
        return agrees("token", token.label())
                && agrees("manufacturer", token.manufacturer())
                && agrees("model", token.model())
                && agrees("serial", token.serial());
    }

    private boolean agrees(String name, String actual) {
        return text(name).map(actual::equals).orElse(true);
    }

    /** CKA_LABEL of the key, where the URI names one. */
    public Optional<String> object() {
        return text("object");
    }

    /** A fresh copy of CKA_ID of the key, where the URI names one. */
    public Optional<byte[]> id() {
        return Optional.ofNullable(attributes.get("id")).map(PercentEncoded::bytes);
    }

    /** The path of the library, where the URI names one. */
    public Optional<String> modulePath() {
        return text(MODULE_PATH);
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(attributes.get(name)).flatMap(PercentEncoded::text);
    }

    private static AgentException refused(String what, String expected) {
        return new AgentException(ReasonCode.CONFIGURATION, "token.uri: " + what + " (expected: " + expected + ")");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pkcs11Uri that && attributes.equals(that.attributes);
    }

    @Override
    public int hashCode() {
        return attributes.hashCode();
    }

    /** The URI, in the order in which it was written; reading it again gives an equal one. */
    @Override
    public String toString() {
        String path = attributes.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(MODULE_PATH))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(";", SCHEME, ""));
        PercentEncoded module = attributes.get(MODULE_PATH);
        return module == null ? path : path + "?" + MODULE_PATH + "=" + module;
    }
}
