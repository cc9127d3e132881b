/** Issues certificates with Bouncy Castle, which nothing else of the agent sees. */
@NullMarked
package eu.qlpipeline.signing.agent.certificate.issuing;

import org.jspecify.annotations.NullMarked;
