/** From file, environment and flags to the settings of each part. */
@NullMarked
package eu.qlpipeline.signing.agent.config;

import org.jspecify.annotations.NullMarked;
