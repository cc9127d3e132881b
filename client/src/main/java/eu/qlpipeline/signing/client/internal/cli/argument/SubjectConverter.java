package eu.qlpipeline.signing.client.internal.cli.argument;

import javax.security.auth.x500.X500Principal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A distinguished name as RFC 4514 writes it. */
public final class SubjectConverter implements ITypeConverter<X500Principal> {
    @Override
    public X500Principal convert(String text) {
        try {
            X500Principal subject = new X500Principal(text);
            if (!subject.getName().isEmpty()) {
                return subject;
            }
        } catch (IllegalArgumentException e) {
            // Refused below, as one without a name in it.
        }
        throw new TypeConversionException("subject: " + text + " (expected: such as CN=example,C=EU)");
    }
}
