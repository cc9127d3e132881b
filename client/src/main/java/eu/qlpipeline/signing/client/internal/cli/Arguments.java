package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.AgentAddress;
import eu.qlpipeline.signing.client.internal.pem.CertificatePem;
import eu.qlpipeline.signing.client.internal.pem.PemException;
import eu.qlpipeline.signing.client.internal.pem.PemFile;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The forms in which arguments are written. */
final class Arguments {

    private Arguments() {}

    /** {@code SHA256:} and 64 hexadecimal digits. */
    static final class Fingerprint implements ITypeConverter<CertificateFingerprint> {
        @Override
        public CertificateFingerprint convert(String text) {
            try {
                return CertificateFingerprint.parse(text);
            } catch (ContractViolation e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** {@code HOST:PORT}. */
    static final class Address implements ITypeConverter<AgentAddress> {
        @Override
        public AgentAddress convert(String text) {
            try {
                return AgentAddress.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** A distinguished name as RFC 4514 writes it. */
    static final class Subject implements ITypeConverter<X500Principal> {
        @Override
        public X500Principal convert(String text) {
            try {
                return new X500Principal(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("subject: " + text + " (expected: such as CN=example,C=EU)");
            }
        }
    }

    /** A whole number of {@code ms}, {@code s} or {@code m}, more than zero and at most an hour. */
    static final class Deadline implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("(?<count>[0-9]{1,7})(?<unit>ms|s|m)");
        private static final Duration LIMIT = Duration.ofHours(1);

        @Override
        public Duration convert(String text) {
            Matcher form = FORM.matcher(text);
            Duration duration = form.matches() ? duration(form) : Duration.ZERO;
            if (duration.isZero() || duration.compareTo(LIMIT) > 0) {
                throw new TypeConversionException("deadline: " + text + " (expected: such as 500ms, 10s or 2m)");
            }
            return duration;
        }

        private static Duration duration(Matcher form) {
            long count = Long.parseLong(form.group("count"));
            return switch (form.group("unit")) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMinutes(count);
            };
        }
    }

    /** Hexadecimal digits, base64 (RFC 4648 section 4), or {@code @} and a file that holds the bytes themselves. */
    static final class Bytes implements ITypeConverter<byte[]> {

        private static final Pattern HEX = Pattern.compile("([0-9A-Fa-f]{2})*");

        @Override
        public byte[] convert(String text) {
            if (text.startsWith("@")) {
                return content(Path.of(text.substring(1)));
            }
            if (HEX.matcher(text).matches()) {
                return HexFormat.of().parseHex(text);
            }
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("neither hexadecimal nor base64 (a file is written @FILE)");
            }
        }

        private static byte[] content(Path file) {
            try {
                return PemFile.read(file);
            } catch (IOException | PemException e) {
                throw new TypeConversionException(file + ": not readable, or too large");
            }
        }
    }

    /** A PEM file with exactly one certificate. */
    static final class Certificate implements ITypeConverter<X509Certificate> {
        @Override
        public X509Certificate convert(String text) {
            try {
                return CertificatePem.read(Path.of(text));
            } catch (IOException e) {
                throw new TypeConversionException(text + ": not readable");
            } catch (PemException e) {
                throw new TypeConversionException(text + ": " + e.getMessage());
            }
        }
    }
}
