package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.tls.TestingTokenKey;
import eu.qlpipeline.signing.agent.tls.TokenKeyException;
import eu.qlpipeline.signing.agent.tls.TokenTlsKey;
import eu.qlpipeline.signing.agent.tls.TokenTlsProvider;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.fetch.http.FetchException;
import java.io.IOException;
import java.security.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenFetchKeyTest {

    private static final byte[] CONTENT =
            Tls13CertificateVerify.of(new byte[32]).message();

    @ParameterizedTest
    @CsvSource({
        "TOKEN_ABSENT, 3",
        "TOKEN_UNREACHABLE, 3",
        "TOKEN_HUNG, 3",
        "TOKEN_SESSION_LOST, 3",
        "TOKEN_FAILURE, 3",
        "SIGNATURE_INVALID, 1",
        "SCHEME_UNSUPPORTED, 1",
        "PIN_REJECTED, 1"
    })
    void tellsATokenThatIsGoneFromOneThatRefuses(ReasonCode reason, int exitCode) {
        var signer = TestingTokenKey.failing(new AgentException(reason, "token: what", "do this"));
        TokenTlsKey key = TokenTlsKey.of(TestingTokenKey.certificate(), signer);

        FetchException explained =
                new TokenFetchKey(key).failure(failure(key, CONTENT)).orElseThrow();
        assertThat(explained).hasMessage("token: what");
        assertThat(explained.exitCode()).isEqualTo(exitCode);
        assertThat(explained.hints()).containsExactly("do this");
    }

    @Test
    void whatTheTokenWasNotAskedForIsRefused() {
        TokenTlsKey key = TokenTlsKey.of(TestingTokenKey.certificate(), TestingTokenKey.signing());

        FetchException explained =
                new TokenFetchKey(key).failure(failure(key, new byte[130])).orElseThrow();
        assertThat(explained.exitCode()).isEqualTo(1);
        assertThat(explained).hasMessageContaining("expected: CertificateVerify of a TLS 1.3 client");
    }

    @Test
    void leavesOtherFailuresToOthers() {
        TokenTlsKey key = TokenTlsKey.of(TestingTokenKey.certificate(), TestingTokenKey.signing());
        assertThat(new TokenFetchKey(key).failure(new IOException("reset"))).isEmpty();
    }

    private static TokenKeyException failure(TokenTlsKey key, byte[] content) {
        return catchThrowableOfType(TokenKeyException.class, () -> {
            Signature engine = Signature.getInstance("RSASSA-PSS", new TokenTlsProvider());
            engine.setParameter(SignatureScheme.RSA4096_PSS_SHA256_SALT32.parameters());
            engine.initSign(key);
            engine.update(content);
            engine.sign();
        });
    }
}
