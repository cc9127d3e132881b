package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.rpc.ServerSettings;
import java.util.OptionalInt;

/**
 * Where metrics are offered.
 *
 * @param address the host name or IP address to listen on
 * @param port the TCP port; 0 lets the system choose; empty for no metrics
 */
public record MetricsSettings(String address, OptionalInt port) {

    /** The address where none is set. */
    public static final String DEFAULT_ADDRESS = "127.0.0.1";

    /** The port where none is set, as it is written: none. */
    public static final String DEFAULT_PORT = "off";

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if a component breaks its rule */
    public MetricsSettings {
        ServerSettings.ADDRESS.require("metrics.address", address);
        port.ifPresent(number -> ServerSettings.PORT.require("metrics.port", number));
    }
}
