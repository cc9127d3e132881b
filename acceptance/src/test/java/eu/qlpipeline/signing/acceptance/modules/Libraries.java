package eu.qlpipeline.signing.acceptance.modules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the system keeps the PKCS#11 libraries of its packages. */
final class Libraries {

    private static final List<Path> FOLDERS = List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"));
    private static final int DEPTH = 3;

    private Libraries() {}

    /**
     * The library of that name.
     *
     * @param name the end of its path
     * @param debianPackage what it is part of
     * @throws IllegalStateException if it is not installed
     */
    static Path find(String name, String debianPackage) {
        for (Path folder : FOLDERS) {
            try (var files = Files.find(folder, DEPTH, (path, kind) -> path.endsWith(name))) {
                var found = files.findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException(name + " is not installed: apt-get install " + debianPackage);
    }
}
