package eu.qlpipeline.signing.agent;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has no test that waits fail for what a thread of another one dies of: some run beside each other, and have threads die on
 * purpose. JUnit finds it by itself.
 */
public final class UncaughtElsewhere implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }
}
