package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** Supervisors of a token that is not there, and that nobody opens. */
public final class TestingSupervisor {

    private TestingSupervisor() {}

    /** One whose calls that watch watches. */
    public static TokenSupervisor withoutToken(CallWatch watch, Halt halt) {
        return new TokenSupervisor(factoryWithoutToken(watch), watch, halt, Clock.systemUTC());
    }

    /** Opens nothing, as there is no library. */
    static GenerationFactory factoryWithoutToken(CallWatch watch) {
        return new GenerationFactory(
                new TokenSettings(
                        Path.of("none.so"),
                        new TokenSelector.ByLabel("none"),
                        new PinSource.Prompt(),
                        Path.of("none"),
                        ""),
                new KeySettings(KeySettings.DEFAULT_LABEL, KeySettings.DEFAULT_ID),
                new ServedCertificate(Clock.systemUTC()),
                new SecureRandom(),
                watch);
    }
}
