package eu.qlpipeline.signing.client.jca;

import java.security.Security;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Registers the provider last, as a program does; once for this JVM. */
public final class RegisteredProvider implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Security.addProvider(new RemoteKeyProvider());
    }
}
