package eu.qlpipeline.signing.client.internal.cli.argument;

import eu.qlpipeline.signing.client.AgentAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code HOST:PORT}. */
public final class AddressConverter implements ITypeConverter<AgentAddress> {
    @Override
    public AgentAddress convert(String text) {
        try {
            return AgentAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
