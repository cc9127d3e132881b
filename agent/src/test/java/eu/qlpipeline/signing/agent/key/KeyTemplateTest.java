package eu.qlpipeline.signing.agent.key;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.key.KeyTemplate.Part;
import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyTemplateTest {

    private static final List<KeyTemplate> LADDER = KeyTemplate.ladder(
            new KeySettings(KeySettings.DEFAULT_LABEL, KeySettings.DEFAULT_ID),
            List.of(CkMechanism.CKM_SHA256_RSA_PKCS_PSS, CkMechanism.CKM_SHA256_RSA_PKCS));

    @Test
    void noRungIsWithoutWhatKeepsTheKeyInTheToken() {
        assertThat(LADDER)
                .hasSize(16)
                .allSatisfy(rung -> assertThat(rung.privateKey())
                        .containsAllEntriesOf(Map.of(
                                CkAttribute.CKA_TOKEN, true,
                                CkAttribute.CKA_PRIVATE, true,
                                CkAttribute.CKA_SENSITIVE, true,
                                CkAttribute.CKA_EXTRACTABLE, false,
                                CkAttribute.CKA_SIGN, true,
                                CkAttribute.CKA_DECRYPT, false,
                                CkAttribute.CKA_UNWRAP, false)));
    }

    @Test
    void whatIsMoreImportantIsLeftOutLater() {
        assertThat(LADDER).extracting(KeyTemplate::without).doesNotHaveDuplicates();
        assertThat(LADDER.subList(0, 5))
                .extracting(KeyTemplate::without)
                .containsExactly(
                        Set.of(),
                        Set.of(Part.SESSION_PUBLIC_KEY),
                        Set.of(Part.NOT_MODIFIABLE),
                        Set.of(Part.SESSION_PUBLIC_KEY, Part.NOT_MODIFIABLE),
                        Set.of(Part.NO_OTHER_USES));
        assertThat(LADDER.subList(0, 8)).allMatch(rung -> rung.has(Part.ALLOWED_MECHANISMS));
        assertThat(LADDER.get(8).without()).containsExactly(Part.ALLOWED_MECHANISMS);
        assertThat(LADDER.get(15).without()).containsExactlyInAnyOrder(Part.values());
    }

    @Test
    void aPublicKeyThatStaysInTheTokenHasTheNameOfItsKey() {
        assertThat(LADDER.get(0).publicKey())
                .containsEntry(CkAttribute.CKA_TOKEN, false)
                .doesNotContainKey(CkAttribute.CKA_ID);
        assertThat(LADDER.get(1).publicKey())
                .containsEntry(CkAttribute.CKA_TOKEN, true)
                .containsEntry(CkAttribute.CKA_ID, KeySettings.DEFAULT_ID.bytes());
    }
}
