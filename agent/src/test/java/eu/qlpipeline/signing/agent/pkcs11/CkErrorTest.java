package eu.qlpipeline.signing.agent.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sun.security.pkcs11.wrapper.PKCS11Exception;

class CkErrorTest {

    @ParameterizedTest
    @CsvSource({
        "0x00A, CKR_CANT_LOCK",
        "0x010, CKR_ATTRIBUTE_READ_ONLY",
        "0x013, CKR_ATTRIBUTE_VALUE_INVALID",
        "0x020, CKR_DATA_INVALID",
        "0x021, CKR_DATA_LEN_RANGE",
        "0x062, CKR_KEY_SIZE_RANGE",
        "0x0D0, CKR_TEMPLATE_INCOMPLETE",
        "0x0D1, CKR_TEMPLATE_INCONSISTENT",
        "0x0E2, CKR_TOKEN_WRITE_PROTECTED",
        "0x80000001, CKR 0x80000001"
    })
    void namesTheErrorsOfATokenThatRefusesATemplateOrData(String code, String name) {
        assertThat(CkError.describe(new IllegalStateException(new PKCS11Exception(Long.decode(code), "C_Any"))))
                .isEqualTo(name);
    }
}
