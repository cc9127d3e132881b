package eu.qlpipeline.signing.acceptance.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * What one fault-injecting PKCS#11 module is told, and what it tells.
 *
 * @param library the module
 * @param real the module that it passes calls on to
 * @param directory where its files are
 */
public record FaultControl(Path library, Path real, Path directory) {

    /** What a process needs in its environment. */
    public Map<String, String> environment() {
        return Map.of(
                "FAULT_PKCS11_MODULE", real.toString(),
                "FAULT_PKCS11_CONTROL", file("control").toString(),
                "FAULT_PKCS11_STATUS", file("status").toString());
    }

    /** Takes these lines from the next call on; what was told before holds no longer. */
    public void tell(String lines) {
        try {
            Path next = file("control.next");
            Files.writeString(next, lines + "\n");
            Files.move(next, file("control"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No faults any more. */
    public void clear() {
        tell("# none");
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
