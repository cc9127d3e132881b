package eu.qlpipeline.signing.agent.policy;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What one file says.
 *
 * @param file the file
 * @param caller who it is about
 * @param certificateEnd when its certificate ends, or the first of those of the authorities that certify it
 * @param disabled whether it is out of effect
 */
public record ProviderEntry(Path file, Caller caller, Instant certificateEnd, boolean disabled) {}
