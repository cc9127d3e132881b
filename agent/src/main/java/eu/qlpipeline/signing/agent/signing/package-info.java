/** The order in which a request becomes a signature. */
@NullMarked
package eu.qlpipeline.signing.agent.signing;

import org.jspecify.annotations.NullMarked;
