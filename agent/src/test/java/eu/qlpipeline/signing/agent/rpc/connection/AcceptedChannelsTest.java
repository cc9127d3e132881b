package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AcceptedChannelsTest {

    private static Object origin(String address, int port) throws UnknownHostException {
        return AcceptedChannels.origin(new InetSocketAddress(InetAddress.getByName(address), port));
    }

    @Test
    void theOriginIsAnAddressOfIpv4WhateverThePort() throws UnknownHostException {
        assertThat(origin("192.0.2.1", 1)).isEqualTo(origin("192.0.2.1", 2)).isNotEqualTo(origin("192.0.2.2", 1));
    }

    @Test
    void theOriginIsTheNetworkOfAnAddressOfIpv6() throws UnknownHostException {
        assertThat(origin("2001:db8:0:1::1", 1))
                .isEqualTo(origin("2001:db8:0:1:ffff:ffff:ffff:ffff", 2))
                .isNotEqualTo(origin("2001:db8:0:2::1", 1));
    }

    @Test
    void whatHasNoAddressIsOfOneOrigin() {
        assertThat(AcceptedChannels.origin(null))
                .isEqualTo(AcceptedChannels.origin(UnixDomainSocketAddress.of("socket")))
                .isEqualTo(AcceptedChannels.origin(InetSocketAddress.createUnresolved("host", 1)));
    }
}
