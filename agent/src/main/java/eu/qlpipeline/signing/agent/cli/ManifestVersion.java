package eu.qlpipeline.signing.agent.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote to the manifest of the jar. */
final class ManifestVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(ManifestVersion.class.getPackage().getImplementationVersion())
                .orElse("not built as a jar");
        return new String[] {"signing-agent " + version};
    }
}
