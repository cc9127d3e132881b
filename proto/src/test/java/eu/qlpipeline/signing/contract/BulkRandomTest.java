package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.DrbgParameters;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BulkRandomTest {

    @Test
    void hasTheStrengthOfTheHash() {
        SecureRandom generator = new BulkRandom().reseeded();
        assertThat(generator.getAlgorithm()).isEqualTo("DRBG");
        assertThat(((DrbgParameters.Instantiation) generator.getParameters()).getStrength())
                .isEqualTo(256);
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
        var random = new BulkRandom("DRBG", length -> {
            asked.add(length);
            return new byte[length];
        });
        for (int use = 1; use <= 3; use++) {
            draw(random);
            assertThat(asked).hasSize(use).containsOnly(32);
        }
    }

    @Test
    void whereThereIsNoDrbgTheUsualGeneratorTakesItsPlace() {
        var random = new BulkRandom("no such algorithm", byte[]::new);
        assertThat(random.reseeded().getAlgorithm()).isEqualTo(new SecureRandom().getAlgorithm());
        assertThat(draw(random)).isNotEqualTo(draw(random));
    }

    private static String draw(BulkRandom random) {
        byte[] bytes = new byte[32];
        random.reseeded().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
