package eu.qlpipeline.signing.agent.softhsm;

import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/** The PKCS#11 module that injects faults, between the code under test and this JVM's SoftHSM. */
public final class FaultModule {

    private final Path module;

    private FaultModule(Path module) {
        this.module = module;
    }

    /** Builds the module; there are no faults yet. */
    public static FaultModule over(SoftHsm hsm) {
        Path built = hsm.directory().resolve("native");
        SoftHsm.run("../softhsm/native/build", built.toString());
        var faults = new FaultModule(built.resolve("libfault-pkcs11.so"));
        faults.control("# well");
        try {
            Files.createSymbolicLink(variable("FAULT_PKCS11_MODULE"), SoftHsm.module());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return faults;
    }

    private static Path variable(String name) {
        return Path.of(Objects.requireNonNull(System.getenv(name), name));
    }

    /** Replaces all faults; the lines are those of {@code softhsm/native/README.md}. */
    public void control(String... lines) {
        Path control = variable("FAULT_PKCS11_CONTROL");
        try {
            Path written = Files.write(control.resolveSibling("control.new"), List.of(lines));
            Files.move(written, control, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same token through this module. */
    public TokenSettings through(TokenSettings token) {
        return new TokenSettings(module, token.token(), token.pin(), token.latch(), "");
    }
}
