package eu.qlpipeline.signing.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;

class ResolvedNamesTest {

    @Test
    void anAddressIsGivenForItsNameAndPortAlone() throws Exception {
        InetAddress given = InetAddress.getByName("192.0.2.1");
        List<Resolution> resolutions = List.of(new Resolution("localhost", 8443, given));

        assertThat(new ResolvedNames(8443, resolutions, Dns.SYSTEM).lookup("LocalHost"))
                .containsExactly(given);
        assertThat(new ResolvedNames(443, resolutions, Dns.SYSTEM).lookup("localhost"))
                .isNotEmpty()
                .doesNotContain(given);
        assertThat(new ResolvedNames(8443, resolutions, Dns.SYSTEM).lookup("127.0.0.1"))
                .doesNotContain(given);
    }
}
