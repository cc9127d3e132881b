package eu.qlpipeline.signing.agent.softhsm;

import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Real SoftHSM2 tokens for the tests of one JVM. The library reads its configuration, and the tokens that exist, once: make
 * all tokens before the module is loaded.
 */
public final class SoftHsm {

    private static final String PIN = "739 155 &\"p\u00efn";

    /** Decodes octal escapes, since what this JVM can write on a command line depends on its locale. */
    private static final String INITIALISE =
            "exec softhsm2-util --init-token --free --so-pin 12345678 --label \"$(printf %b \"$1\")\" --pin \"$(printf %b \"$2\")\"";

    private final Path directory;

    private SoftHsm(Path directory) {
        this.directory = directory;
    }

    /** A directory without tokens, at the place where this JVM's SoftHSM looks. */
    public static SoftHsm empty() {
        Path configuration = Path.of(Objects.requireNonNull(System.getenv("SOFTHSM2_CONF"), "SOFTHSM2_CONF"));
        Path directory = Objects.requireNonNull(configuration.getParent());
        try {
            deleteTree(directory);
            Files.createDirectories(directory.resolve("tokens"));
            Files.writeString(
                    configuration,
                    "directories.tokendir = " + directory.resolve("tokens") + "\nobjectstore.backend = file\n");
            Path pin = Files.createFile(
                    directory.resolve("pin"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(pin, PIN + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SoftHsm(directory);
    }

    /** Initialises a token with that label. */
    public SoftHsm with(String label) {
        run("sh", "-c", INITIALISE, "softhsm2-util", octal(label), octal(PIN));
        return this;
    }

    private static String octal(String text) {
        var escaped = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            escaped.append(String.format(Locale.ROOT, "\\0%03o", Byte.toUnsignedInt(one)));
        }
        return escaped.toString();
    }

    /** Settings that name a token by its label. */
    public TokenSettings settings(String label) {
        return settings(new TokenSelector.ByLabel(label));
    }

    /** Settings that name a token by a selector. */
    public TokenSettings settings(TokenSelector selector) {
        return new TokenSettings(
                module(), selector, new PinSource.File(directory.resolve("pin")), directory.resolve("latch"), "");
    }

    /** Settings with a PIN that the token refuses. */
    public TokenSettings settingsWithWrongPin(String label) {
        try {
            Path wrong = directory.resolve("wrong-pin");
            Files.writeString(wrong, "000000");
            Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-------"));
            return new TokenSettings(
                    module(),
                    new TokenSelector.ByLabel(label),
                    new PinSource.File(wrong),
                    directory.resolve("latch-of-wrong-pin"),
                    "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A directory for files of the test. */
    public Path directory() {
        return directory;
    }

    static Path module() {
        return List.of(
                        Path.of("/usr/lib/softhsm/libsofthsm2.so"),
                        Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"))
                .stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("SoftHSM2 is not installed: apt-get install softhsm2"));
    }

    static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command[0] + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
