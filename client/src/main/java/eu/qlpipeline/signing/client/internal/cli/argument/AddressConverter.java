package eu.qlpipeline.signing.client.internal.cli.argument;

import eu.qlpipeline.signing.client.AgentAddress;
import eu.qlpipeline.signing.client.AgentGroup;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code HOST:PORT}, several of them with commas between, or {@code dns:///NAME:PORT}. */
public final class AddressConverter implements ITypeConverter<AddressConverter.Named> {
    @Override
    public Named convert(String text) {
        try {
            return new Named(AgentGroup.parse(text), AgentGroup.isGroup(text));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /**
     * What one {@code --agent} names.
     *
     * @param addresses at least one
     * @param group whether they are several, or may be
     */
    public record Named(List<AgentAddress> addresses, boolean group) {

        /** Copies the list. */
        public Named {
            addresses = List.copyOf(addresses);
        }
    }
}
