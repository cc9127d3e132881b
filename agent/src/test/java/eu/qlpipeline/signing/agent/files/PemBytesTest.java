package eu.qlpipeline.signing.agent.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemBytesTest {

    private static final String KEY = "PRIVATE KEY";
    private static final byte[] CONTENT = new byte[100];

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String block(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + label + "-----\n";
    }

    @Test
    void findsTheFirstBlockOfItsKindAmongOthersAndText() {
        String before = "\u00e9: of whom\n-----END PRIVATE KEY-----\n" + block("CERTIFICATE", new byte[] {1})
                + block("EC PRIVATE KEY", new byte[] {2});
        String after = block(KEY, new byte[] {3});
        byte[] content = {0, 'k', 'e', 'y', (byte) 0xFF};
        assertThat(PemBytes.content(bytes(before + block(KEY, content) + after), KEY))
                .isEqualTo(content);
        assertThat(PemBytes.content(bytes(block(KEY, CONTENT)), KEY)).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n",
                "-----BEGIN PRIVATE KEY-----",
                "AAAA\n-----END PRIVATE KEY-----\n",
                "-----END PRIVATE KEY-----\nAAAA\n-----BEGIN PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n"
            })
    void findsNoneWhereThereIsNone(String file) {
        assertThatIllegalArgumentException().isThrownBy(() -> PemBytes.content(bytes(file), KEY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----",
                "text -----BEGIN EC PRIVATE KEY-----\nAAAA",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\n",
                "\u00e9 -----END PRIVATE KEY-----"
            })
    void seesThatOneOfAnyKindIsMentioned(String file) {
        assertThat(PemBytes.mention(bytes(file), KEY)).isTrue();
    }

    @Test
    void seesNoneWhereThereIsNone() {
        assertThat(PemBytes.mention(bytes(block("CERTIFICATE", CONTENT)), KEY)).isFalse();
        assertThat(PemBytes.mention(bytes("PRIVATE KEY----"), KEY)).isFalse();
        assertThat(PemBytes.mention(new byte[0], KEY)).isFalse();
    }
}
