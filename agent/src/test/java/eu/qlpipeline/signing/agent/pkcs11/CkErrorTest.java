package eu.qlpipeline.signing.agent.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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

    @ParameterizedTest
    @CsvSource({
        "0x007, OUR_FAULT",
        "0x068, OUR_FAULT",
        "0x070, OUR_FAULT",
        "0x002, TRANSIENT",
        "0x006, TRANSIENT",
        "0x030, TRANSIENT",
        "0x0B1, TRANSIENT",
        "0x032, GENERATION_LOST",
        "0x060, GENERATION_LOST",
        "0x090, GENERATION_LOST",
        "0x0B0, GENERATION_LOST",
        "0x0B3, GENERATION_LOST",
        "0x0E0, GENERATION_LOST",
        "0x101, GENERATION_LOST",
        "0x190, LIBRARY_LOST",
        "0x0A0, LATCH",
        "0x0A1, LATCH",
        "0x0A2, LATCH",
        "0x0A3, LATCH",
        "0x0A4, LATCH",
        "0x102, LATCH"
    })
    void meansForTheSessionWhatIsPromised(String code, CkError.Severity severity) {
        assertThat(CkError.behind(new IllegalStateException(new PKCS11Exception(Long.decode(code), "C_Any"))))
                .map(CkError::severity)
                .contains(severity);
    }

    private static Throwable login(long code) {
        return new LoginException("login").initCause(new PKCS11Exception(code, "C_Login"));
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0x005, 0x006, 0x007, 0x009, 0x020, 0x050, 0x103, 0x200, 0x80000000L, 0x80000141L, 0xFFFFFFFFL})
    void mayMeanThePin(long code) {
        assertThat(CkError.mayMeanThePin(login(code))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0x002, 0x00A, 0x030, 0x032, 0x0B0, 0x0B3, 0x0B7, 0x0E0, 0x100, 0x105, 0x190, 0x201})
    void doesNotMeanThePin(long code) {
        assertThat(CkError.mayMeanThePin(login(code))).isFalse();
    }

    @Test
    void whatIsNoAnswerOfTheTokenDoesNotMeanThePin() {
        assertThat(CkError.mayMeanThePin(new LoginException("No token object found")))
                .isFalse();
    }
}
