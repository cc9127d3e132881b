package eu.qlpipeline.signing.fetch.console;

import java.util.Optional;

/** The version that the build wrote to the manifest of a program's jar. */
public final class ManifestVersion {

    private ManifestVersion() {}

    /**
     * The lines of {@code --version}.
     *
     * @param program its name
     * @param main a class of its jar
     */
    public static String[] lines(String program, Class<?> main) {
        String version = Optional.ofNullable(main.getPackage().getImplementationVersion())
                .orElse("not built as a jar");
        return new String[] {program + " " + version};
    }
}
