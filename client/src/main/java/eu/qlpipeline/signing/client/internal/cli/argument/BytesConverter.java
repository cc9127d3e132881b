package eu.qlpipeline.signing.client.internal.cli.argument;

import eu.qlpipeline.signing.client.internal.pem.FileTrouble;
import eu.qlpipeline.signing.client.internal.pem.PemException;
import eu.qlpipeline.signing.client.internal.pem.PemFile;
import eu.qlpipeline.signing.fetch.console.PathConverter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Hexadecimal digits, base64 (RFC 4648 section 4), or {@code @} and a file that holds the bytes themselves. */
public final class BytesConverter implements ITypeConverter<BytesArgument> {

    private static final Pattern HEX = Pattern.compile("([0-9A-Fa-f]{2})*");

    @Override
    public BytesArgument convert(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("no bytes (expected: hexadecimal, base64, or a file as @FILE)");
        }
        if (text.startsWith("@")) {
            return new BytesArgument(content(PathConverter.path(text.substring(1))));
        }
        if (HEX.matcher(text).matches()) {
            return new BytesArgument(HexFormat.of().parseHex(text));
        }
        try {
            return new BytesArgument(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("neither hexadecimal nor base64 (a file is written @FILE)");
        }
    }

    private static byte[] content(Path file) {
        try {
            return PemFile.read(file);
        } catch (IOException e) {
            throw new TypeConversionException(file + ": " + FileTrouble.of(file, e));
        } catch (PemException e) {
            throw new TypeConversionException(
                    file + ": more than " + PemFile.SIZE_LIMIT + " bytes (expected: the bytes themselves)");
        }
    }
}
