package eu.qlpipeline.signing.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateSettingsTest {

    private static CertificateSettings settings(String country, String name, List<String> dnsNames, int days) {
        return new CertificateSettings(Path.of("f"), country, name, name, dnsNames, days, false);
    }

    @Test
    void acceptsItsDefaults() {
        assertThat(TestingProfile.DEFAULT.dnsNames()).containsExactly("ql-pipeline.eu", "*.ql-pipeline.eu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e", "eu", "EUR"})
    void refusesACountryThatIsNotTwoCapitals(String country) {
        assertThatThrownBy(() -> settings(country, "n", List.of("a.b"), 1))
                .hasMessageStartingWith("certificate.country: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "12345678901234567890123456789012345678901234567890123456789012345"})
    void refusesANameThatX509HasNoRoomFor(String name) {
        assertThatThrownBy(() -> settings("EU", name, List.of("a.b"), 1))
                .hasMessageStartingWith("certificate.organization: ");
        assertThatThrownBy(() -> new CertificateSettings(Path.of("f"), "EU", "n", name, List.of("a.b"), 1, false))
                .hasMessageStartingWith("certificate.common-name: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "-a.b", "a-.b", "A.b", "a.*", "*", "a_b", "a.b.", "a b"})
    void refusesWhatIsNoDnsName(String name) {
        assertThatThrownBy(() -> settings("EU", "n", List.of("ok.eu", name), 1))
                .hasMessageStartingWith("certificate.dns-names: ");
    }

    @Test
    void refusesNoDnsNameAndTooMany() {
        assertThatThrownBy(() -> settings("EU", "n", List.of(), 1))
                .hasMessage("number of certificate.dns-names: 0 (expected: 1..32)");
        assertThatThrownBy(() -> settings("EU", "n", Collections.nCopies(33, "a.b"), 1))
                .hasMessage("number of certificate.dns-names: 33 (expected: 1..32)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 36_501})
    void refusesAValidityOutOfRange(int days) {
        assertThatThrownBy(() -> settings("EU", "n", List.of("a.b"), days))
                .hasMessage("certificate.validity-days: " + days + " (expected: 1..36500)");
    }

    @Test
    void keepsACopyOfTheNames() {
        var names = new ArrayList<>(List.of("a.b"));
        CertificateSettings settings = settings("EU", "n", names, 1);
        names.clear();
        assertThat(settings.dnsNames()).containsExactly("a.b");
    }
}
