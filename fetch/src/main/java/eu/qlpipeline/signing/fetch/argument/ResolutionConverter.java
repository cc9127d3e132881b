package eu.qlpipeline.signing.fetch.argument;

import eu.qlpipeline.signing.fetch.http.Resolution;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code HOST:PORT:ADDRESS}; an IPv6 address may stand in brackets. */
public final class ResolutionConverter implements ITypeConverter<Resolution> {

    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final int PORT_LIMIT = 65_535;
    private static final Pattern FORM = Pattern.compile("(?<host>[A-Za-z0-9._-]+):(?<port>[1-9][0-9]{0,4}):" + "((?<v4>"
            + BYTE + "(\\." + BYTE + "){3})|(?<open>\\[)?(?<v6>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?<close>\\])?)");

    @Override
    public Resolution convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()
                || Integer.parseInt(form.group("port")) > PORT_LIMIT
                || (form.group("open") == null) != (form.group("close") == null)) {
            throw unfit(text);
        }
        String v4 = form.group("v4");
        try {
            // Literals of these forms are looked up nowhere.
            InetAddress address = InetAddress.getByName(v4 != null ? v4 : "[" + form.group("v6") + "]");
            return new Resolution(form.group("host"), Integer.parseInt(form.group("port")), address);
        } catch (UnknownHostException e) {
            throw unfit(text);
        }
    }

    private static TypeConversionException unfit(String text) {
        return new TypeConversionException("resolve: " + text + " (expected: HOST:PORT:ADDRESS)");
    }
}
