package eu.qlpipeline.signing.agent.pkcs11.selection;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

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
    private static final Set<String> PATH = Set.of("token", "manufacturer", "model", "serial", "object", "id", "type");
    private static final Set<String> TYPES = Set.of("private", "public", "cert");
    private static final Set<String> QUERY = Set.of("module-path");
    private static final Pattern PATH_VALUE = Pattern.compile("(?:[A-Za-z0-9._~:@!$'()*+,=&\\[\\]-]|%[0-9A-Fa-f]{2})+");
    private static final Pattern QUERY_VALUE =
            Pattern.compile("(?:[A-Za-z0-9._~:@!$'()*+,=/?|\\[\\]-]|%[0-9A-Fa-f]{2})+");

    private final String text;
    private final Map<String, byte[]> attributes;

    private Pkcs11Uri(String text, Map<String, byte[]> attributes) {
        this.text = text;
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
        var attributes = new HashMap<String, byte[]>();
        for (String attribute : path.split(";", -1)) {
            add(attributes, attribute, PATH, PATH_VALUE);
        }
        if (question >= 0) {
            for (String attribute : text.substring(question + 1).split("&", -1)) {
                add(attributes, attribute, QUERY, QUERY_VALUE);
            }
        }
        var uri = new Pkcs11Uri(text, attributes);
        uri.check();
        return uri;
    }

    private static void add(Map<String, byte[]> attributes, String attribute, Set<String> known, Pattern form) {
        int equals = attribute.indexOf('=');
        String name = equals < 0 ? attribute : attribute.substring(0, equals);
        refusePin(name);
        if (equals < 0) {
            throw refused("an attribute without a value", "NAME=VALUE");
        }
        if (!known.contains(name)) {
            throw refused(
                    "attribute " + TextRule.printable(name) + " is not supported here",
                    String.join(", ", new TreeSet<>(known)));
        }
        String value = attribute.substring(equals + 1);
        if (!form.matcher(value).matches()) {
            throw refused(name + " is malformed", "percent-encoded as in RFC 7512, not empty");
        }
        if (attributes.put(name, decode(value)) != null) {
            throw refused(name + " occurs twice", "once");
        }
    }

    private static byte[] decode(String value) {
        var decoded = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '%') {
                decoded.write(HexFormat.fromHexDigits(value, i + 1, i + 3));
                i += 2;
            } else {
                decoded.write(value.charAt(i));
            }
        }
        return decoded.toByteArray();
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
        for (String name : attributes.keySet()) {
            if (!name.equals("id") && text(name).isEmpty()) {
                throw refused(name + " is not text", "UTF-8 without control characters");
            }
        }
        if (!text("type").map(TYPES::contains).orElse(true)) {
            throw refused("type is not that of a key pair or certificate", "private, public or cert");
        }
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
        return Optional.ofNullable(attributes.get("id")).map(byte[]::clone);
    }

    /** The path of the library, where the URI names one. */
    public Optional<String> modulePath() {
        return text("module-path");
    }

    private Optional<String> text(String name) {
        try {
            byte[] value = attributes.get(name);
            return value == null
                    ? Optional.empty()
                    : Optional.of(StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(value))
                                    .toString())
                            .filter(decoded -> decoded.chars().noneMatch(Character::isISOControl));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static AgentException refused(String what, String expected) {
        return new AgentException(ReasonCode.CONFIGURATION, "token.uri: " + what + " (expected: " + expected + ")");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pkcs11Uri that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The URI as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
