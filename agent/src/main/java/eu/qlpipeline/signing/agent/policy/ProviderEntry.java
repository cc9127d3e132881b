package eu.qlpipeline.signing.agent.policy;

import java.nio.file.Path;

/**
 * What one file says.
 *
 * @param file the file
 * @param caller who it is about
 * @param disabled whether it is out of effect
 */
public record ProviderEntry(Path file, Caller caller, boolean disabled) {}
