package eu.qlpipeline.signing.client.internal.cli.argument;

import eu.qlpipeline.signing.client.internal.pem.CertificatePem;
import eu.qlpipeline.signing.client.internal.pem.FileTrouble;
import eu.qlpipeline.signing.client.internal.pem.PemException;
import eu.qlpipeline.signing.fetch.console.PathConverter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A PEM file with exactly one certificate. */
public final class CertificateConverter implements ITypeConverter<X509Certificate> {
    @Override
    public X509Certificate convert(String text) {
        Path file = PathConverter.path(text);
        try {
            return CertificatePem.read(file);
        } catch (IOException e) {
            throw new TypeConversionException(file + ": " + FileTrouble.of(file, e));
        } catch (PemException e) {
            throw new TypeConversionException(text + ": " + e.getMessage());
        }
    }
}
