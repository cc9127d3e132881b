package eu.qlpipeline.signing.client.trust;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.ContractViolation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines before the certificate in a file of the store, which RFC 7468 section 5.2 leaves to explanations. They stand
 * in the same file, so that certificate and enrolment appear, change and vanish together, and always there, so that
 * losing them is an error and not another mode.
 */
final class EnrolmentText {

    private static final String RAW = "mode: raw\n";
    private static final Pattern BOUND =
            Pattern.compile("mode: bound\naudience: (?<audience>[!-~]{1,255})\nchannel-binding: (?<binding>[a-z-]+)\n");
    private static final byte[] BEGIN = "-----BEGIN".getBytes(StandardCharsets.US_ASCII);

    private EnrolmentText() {}

    static String format(Enrolment enrolment) {
        if (enrolment instanceof Enrolment.Bound bound) {
            return "mode: bound\naudience: " + bound.audience() + "\nchannel-binding: " + name(bound.channelBinding())
                    + "\n";
        }
        return RAW;
    }

    /** The same on one line, for messages. */
    static String words(Enrolment enrolment) {
        return format(enrolment).strip().replace("\n", ", ");
    }

    /** The enrolment at the start of a file, or empty where the lines are not exactly those that {@link #format} makes. */
    static Optional<Enrolment> parse(byte[] file) {
        String lines = new String(file, 0, begin(file), StandardCharsets.ISO_8859_1);
        if (lines.equals(RAW)) {
            return Optional.of(new Enrolment.Raw());
        }
        Matcher bound = BOUND.matcher(lines);
        if (!bound.matches()) {
            return Optional.empty();
        }
        try {
            var audience = new Audience(bound.group("audience"));
            return binding(bound.group("binding")).map(type -> new Enrolment.Bound(audience, type));
        } catch (ContractViolation e) {
            return Optional.empty();
        }
    }

    /** Where the first line begins that is the beginning of a block; an audience may hold the same characters. */
    private static int begin(byte[] file) {
        for (int at = 0; at + BEGIN.length <= file.length; at++) {
            boolean lineBegins = at == 0 || file[at - 1] == '\n';
            if (lineBegins && Arrays.equals(file, at, at + BEGIN.length, BEGIN, 0, BEGIN.length)) {
                return at;
            }
        }
        return file.length;
    }

    private static Optional<ChannelBinding.Type> binding(String name) {
        return Arrays.stream(ChannelBinding.Type.values())
                .filter(type -> name(type).equals(name))
                .findFirst();
    }

    private static String name(ChannelBinding.Type type) {
        return switch (type) {
            case NONE -> "none";
            case TLS_EXPORTER -> "tls-exporter";
        };
    }
}
