package eu.qlpipeline.signing.client.internal.cli.argument;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.ContractViolation;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A verifier's name: a lower-case DNS name, or a URI. */
public final class AudienceConverter implements ITypeConverter<Audience> {
    @Override
    public Audience convert(String text) {
        try {
            return new Audience(text);
        } catch (ContractViolation e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
