package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BulkRandomTest {

    /** NIST SP 800-38A, F.5.5: CTR-AES256, key, first counter, and the output blocks. */
    private static final String SEED =
            "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4" + "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

    private static final String STREAM = "0bdf7df1591716335e9a8b15c860c502" + "5a6e699d536119065433863c8f657b94"
            + "1bc12c9c01610d5d0d8bd6a3378eca62" + "2956e1c8693536b1bee99c73a31576b6";

    private static final String AES = "AES/CTR/NoPadding";

    @Test
    void isTheKeyStreamOfAes256InCounterMode() {
        var random = new BulkRandom(AES, length -> HexFormat.of().parseHex(SEED));
        byte[] drawn = new byte[64];
        // What was in the array has no part in it.
        Arrays.fill(drawn, (byte) 7);
        random.nextBytes(drawn);
        assertThat(HexFormat.of().formatHex(drawn)).isEqualTo(STREAM);
    }

    @Test
    void neverRepeatsItself() {
        Set<String> drawn = new HashSet<>();
        var one = new BulkRandom();
        var other = new BulkRandom();
        for (int i = 0; i < 100; i++) {
            drawn.add(draw(one));
            drawn.add(draw(other));
        }
        assertThat(drawn).hasSize(200);
    }

    @Test
    void eachUseTakesFreshBytesOfTheSystem() {
        List<Integer> asked = new ArrayList<>();
        var random = new BulkRandom(AES, length -> {
            asked.add(length);
            return new byte[length];
        });
        for (int use = 1; use <= 3; use++) {
            draw(random);
            assertThat(asked).hasSize(use).containsOnly(48);
        }
    }

    @Test
    void muchHasAKeyForEach64Kibibytes() {
        List<Integer> asked = new ArrayList<>();
        var random = new BulkRandom(AES, length -> {
            byte[] seed = new byte[length];
            seed[0] = (byte) asked.size();
            asked.add(length);
            return seed;
        });
        byte[] drawn = new byte[(2 << 16) + 1];
        random.nextBytes(drawn);
        assertThat(asked).hasSize(3);
        assertThat(Arrays.copyOfRange(drawn, 0, 1 << 16)).isNotEqualTo(Arrays.copyOfRange(drawn, 1 << 16, 2 << 16));
        var alone = new BulkRandom(AES, length -> {
            byte[] seed = new byte[length];
            seed[0] = 1;
            return seed;
        });
        byte[] second = new byte[1 << 16];
        alone.nextBytes(second);
        assertThat(Arrays.copyOfRange(drawn, 1 << 16, 2 << 16)).isEqualTo(second);
    }

    @Test
    void theSeedIsWiped() {
        byte[] seed = new byte[48];
        Arrays.fill(seed, (byte) 1);
        draw(new BulkRandom(AES, length -> seed));
        assertThat(seed).containsOnly(0);
    }

    @Test
    void whereNobodyHasTheCipherTheUsualGeneratorTakesItsPlace() {
        var random = new BulkRandom("AES/No/Such", byte[]::new);
        assertThat(draw(random)).isNotEqualTo(draw(random)).isNotEqualTo("00".repeat(32));
    }

    private static String draw(BulkRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
