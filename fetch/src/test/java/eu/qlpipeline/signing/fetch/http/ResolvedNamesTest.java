package eu.qlpipeline.signing.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvedNamesTest {

    @Test
    void anAddressIsGivenForItsNameAndPortAlone() throws Exception {
        InetAddress given = InetAddress.getByName("192.0.2.1");
        List<Resolution> resolutions = List.of(new Resolution("localhost", 8443, given));

        assertThat(new ResolvedNames(8443, resolutions).lookup("LocalHost")).containsExactly(given);
        assertThat(new ResolvedNames(443, resolutions).lookup("localhost"))
                .isNotEmpty()
                .doesNotContain(given);
        assertThat(new ResolvedNames(8443, resolutions).lookup("127.0.0.1")).doesNotContain(given);
    }
}
