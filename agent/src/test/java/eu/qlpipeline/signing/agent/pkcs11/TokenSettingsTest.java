package eu.qlpipeline.signing.agent.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.selection.Pkcs11Uri;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TokenSettingsTest {

    private static TokenSettings settings(String uri) {
        return new TokenSettings(
                Path.of("/usr/lib/x.so"),
                new TokenSelector.ByUri(Pkcs11Uri.parse(uri)),
                new PinSource.Prompt(),
                TokenSettings.DEFAULT_LATCH,
                "");
    }

    @Test
    void acceptsTheModuleThatTheUriNames() {
        assertThat(settings("pkcs11:token=t?module-path=/usr/lib/x.so").module())
                .isEqualTo(Path.of("/usr/lib/x.so"));
    }

    @Test
    void refusesAnotherModuleThanTheUriNames() {
        assertThatThrownBy(() -> settings("pkcs11:token=t?module-path=/usr/lib/y.so"))
                .hasMessage("token.uri: module-path /usr/lib/y.so (expected: /usr/lib/x.so, as token.module)");
    }
}
