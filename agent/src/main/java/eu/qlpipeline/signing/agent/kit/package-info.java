/** What a provider needs, written to a directory: certificates, server configurations, verification of a challenge. */
@NullMarked
package eu.qlpipeline.signing.agent.kit;

import org.jspecify.annotations.NullMarked;
