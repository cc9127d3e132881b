/** Who may ask for which signature. */
@NullMarked
package eu.qlpipeline.signing.agent.policy;

import org.jspecify.annotations.NullMarked;
