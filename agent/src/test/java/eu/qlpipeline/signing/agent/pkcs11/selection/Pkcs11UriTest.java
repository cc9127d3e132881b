package eu.qlpipeline.signing.agent.pkcs11.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Pkcs11UriTest {

    private static final TokenDescription TOKEN =
            new TokenDescription("The Software Token", "Snake Oil", "1.0", "0a1b2c");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:token=The%20Software%20Token",
                "pkcs11:serial=0a1b2c",
                "pkcs11:manufacturer=Snake%20Oil;model=1.0;serial=0a1b2c;token=The%20Software%20Token",
                "pkcs11:token=%54he%20Software%20Token;object=ql;id=%01%ff;type=private?module-path=/usr/lib/x.so"
            })
    void matchesTheTokenWithEveryAttributeNamed(String uri) {
        assertThat(Pkcs11Uri.parse(uri).matches(TOKEN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:token=the%20Software%20Token",
                "pkcs11:token=The%20Software%20Token;serial=0a1b2d",
                "pkcs11:token=The%20Software%20Token;model=2",
                "pkcs11:token=The%20Software%20Token;manufacturer=x"
            })
    void doesNotMatchWhereOneAttributeDiffers(String uri) {
        assertThat(Pkcs11Uri.parse(uri).matches(TOKEN)).isFalse();
    }

    @Test
    void tellsKeyAndLibrary() {
        Pkcs11Uri uri = Pkcs11Uri.parse("pkcs11:token=t;object=a%3Bb;id=%01%FF;type=cert?module-path=/usr/lib/x.so");
        assertThat(uri.object()).contains("a;b");
        assertThat(uri.id()).hasValueSatisfying(id -> assertThat(id).containsExactly(1, 0xFF));
        assertThat(uri.modulePath()).contains("/usr/lib/x.so");
    }

    @Test
    void isEqualByItsTextAndShowsIt() {
        Pkcs11Uri uri = Pkcs11Uri.parse("pkcs11:token=t");
        assertThat(uri).isEqualTo(Pkcs11Uri.parse("pkcs11:token=t")).hasToString("pkcs11:token=t");
        assertThat(uri).isNotEqualTo(Pkcs11Uri.parse("pkcs11:token=u"));
        assertThat(uri).hasSameHashCodeAs(Pkcs11Uri.parse("pkcs11:token=t"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token=t|not a PKCS#11 URI",
                "''|not a PKCS#11 URI",
                "pkcs11:|an attribute without a value",
                "pkcs11:token|an attribute without a value",
                "pkcs11:token=|token is malformed",
                "pkcs11:token=a%2|token is malformed",
                "pkcs11:token=a%GG|token is malformed",
                "pkcs11:token=a b|token is malformed",
                "pkcs11:token=a/b|token is malformed",
                "pkcs11:token=a#b|token is malformed",
                "pkcs11:token=%C3|token is not text",
                "pkcs11:token=%0A|token is not text",
                "pkcs11:token=a;token=b|token occurs twice",
                "pkcs11:token=a;|an attribute without a value",
                "pkcs11:object=a|names no token",
                "pkcs11:token=a;slot-id=1|attribute slot-id is not supported here",
                "pkcs11:token=a;library-version=1|attribute library-version is not supported here",
                "pkcs11:token=a;x-vendor=1|attribute x-vendor is not supported here",
                "pkcs11:token=a;Serial=1|attribute Serial is not supported here",
                "pkcs11:token=a;type=data|type is not that of a key pair or certificate",
                "pkcs11:token=a;module-path=/x|attribute module-path is not supported here",
                "pkcs11:token=a?module-name=x|attribute module-name is not supported here",
                "pkcs11:token=a?module-path=/x&module-path=/y|module-path occurs twice",
                "pkcs11:token=a?|an attribute without a value"
            })
    void refusesWhatItWouldNotObey(String uri, String what) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> Pkcs11Uri.parse(uri))
                .withMessageStartingWith("token.uri: " + what + " (expected: ")
                .extracting(AgentException::reason)
                .isEqualTo(ReasonCode.CONFIGURATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:token=a?pin-value=s3cret",
                "pkcs11:token=a;pin-value=s3cret",
                "pkcs11:token=a?pin-s3cret",
                "pkcs11:token=a?pin-source=s3cret"
            })
    void refusesAPinWithoutRepeatingIt(String uri) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> Pkcs11Uri.parse(uri))
                .withMessageStartingWith("token.uri: a pin-")
                .withMessageContaining("since a URI is shown in logs and messages")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"))
                .satisfies(e -> assertThat(e.hints()).anyMatch(hint -> hint.contains("token.pin.file")));
    }

    @Test
    void refusesALongUri() {
        assertThatThrownBy(() -> Pkcs11Uri.parse("pkcs11:token=" + "a".repeat(2048)))
                .hasMessageStartingWith("token.uri: not a PKCS#11 URI");
    }

    @Test
    void whateverIsReadEndsInAUriOrARefusal() {
        String seed = "pkcs11:token=The%20Token;serial=1;id=%01;type=private?module-path=/usr/lib/x.so";
        String alphabet = "at=;?&%2Fé/ \0\uD800pin-value";
        var random = new Random(20_260_102);
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            var text = new StringBuilder(seed);
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                text.setCharAt(random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Pkcs11Uri uri = Pkcs11Uri.parse(text.toString());
                assertThat(Pkcs11Uri.parse(uri.toString())).isEqualTo(uri);
                accepted++;
            } catch (AgentException e) {
                assertThat(e.reason()).isEqualTo(ReasonCode.CONFIGURATION);
            }
        }
        assertThat(accepted).isBetween(1_000, 49_000);
    }
}
