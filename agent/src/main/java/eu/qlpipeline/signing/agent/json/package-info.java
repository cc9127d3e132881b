/** JSON for machines that read what the agent prints. */
@NullMarked
package eu.qlpipeline.signing.agent.json;

import org.jspecify.annotations.NullMarked;
