package eu.qlpipeline.signing.acceptance.faults;

import eu.qlpipeline.signing.acceptance.stage.Stage;
import java.nio.file.Path;

/** The fault-injecting PKCS#11 module. */
final class FaultModule {

    private FaultModule() {}

    /** Compiles it with the system's C compiler. */
    static Path build(Stage stage) {
        Path directory = stage.folder("native");
        stage.run(stage.checkout().script("softhsm/native/build", directory).with(directory.toString()))
                .orThrow();
        return directory.resolve("libfault-pkcs11.so");
    }
}
