package eu.qlpipeline.signing.contract.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.security.KeyManagementException;
import java.security.Security;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Tls13ContextTest {

    private final TestingTlsKey key = TestingTlsKey.create();

    @BeforeEach
    void registersTheProviderLast() {
        Security.addProvider(new TestingTlsKey.TestingProvider());
    }

    @AfterEach
    void removesIt() {
        Security.removeProvider("TestingTls");
    }

    private SSLContext context() {
        return Tls13Context.of(TestingTlsKey.TestingProvider.class, key);
    }

    @Test
    void hasTls13AloneAndNoServerSide() throws Exception {
        SSLContext context = context();
        assertThat(context.getDefaultSSLParameters().getProtocols()).containsExactly("TLSv1.3");
        assertThat(context.getSupportedSSLParameters().getProtocols()).containsExactly("TLSv1.3");
        assertThat(context.createSSLEngine().getEnabledProtocols()).containsExactly("TLSv1.3");
        assertThat(context.createSSLEngine().getUseClientMode()).isTrue();
        assertThat(context.createSSLEngine("courses.example", 443).getEnabledProtocols())
                .containsExactly("TLSv1.3");
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            assertThat(socket.getEnabledProtocols()).containsExactly("TLSv1.3");
        }
        assertThatThrownBy(context::getServerSocketFactory).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> context.init(null, null, null)).isInstanceOf(KeyManagementException.class);
    }

    @Test
    void wantsTheProviderRegisteredAndNotBeforeAllOthers() {
        Security.removeProvider("TestingTls");
        assertThatIllegalStateException()
                .isThrownBy(this::context)
                .withMessage("provider TestingProvider: not registered"
                        + " (expected: Security.addProvider(new TestingProvider()))");
        Security.insertProviderAt(new TestingTlsKey.TestingProvider(), 1);
        assertThatIllegalStateException().isThrownBy(this::context).withMessageContaining("expected: the last one");
        Security.removeProvider("TestingTls");
        // Behind the first that offers RSASSA-PSS, and before others.
        int first = List.of(Security.getProviders()).indexOf(Security.getProviders("Signature.RSASSA-PSS")[0]) + 1;
        Security.insertProviderAt(new TestingTlsKey.TestingProvider(), first + 1);
        assertThat(context().getProtocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void aKeyShowsNothingOfItselfAndIsNotSerialised() {
        assertThat(key.getEncoded()).isNull();
        assertThat(key.getFormat()).isNull();
        assertThatThrownBy(() -> new ObjectOutputStream(OutputStream.nullOutputStream()).writeObject(key))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void theManagerOffersOneIdentityToServersAndNoneToClients() {
        var manager = new Tls13KeyManager(key);
        String alias = Objects.requireNonNull(manager.chooseClientAlias(new String[] {"EC", "RSA"}, null, null));
        assertThat(manager.getPrivateKey(alias)).isSameAs(key);
        assertThat(manager.getCertificateChain(alias)).containsExactly(key.certificate());
        assertThat(manager.chooseEngineClientAlias(new String[] {"EC"}, null, null))
                .isNull();
        assertThat(manager.chooseServerAlias("RSA", null, null)).isNull();
        assertThat(manager.chooseEngineServerAlias("RSA", null, null)).isNull();
        assertThat(manager.getServerAliases("RSA", null)).isNull();
        assertThat(manager.getPrivateKey("another")).isNull();
        assertThat(manager.getCertificateChain("another")).isNull();
    }
}
