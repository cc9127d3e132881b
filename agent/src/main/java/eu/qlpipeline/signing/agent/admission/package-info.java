/** The limits of each caller, held before its requests wait for the token. */
@NullMarked
package eu.qlpipeline.signing.agent.admission;

import org.jspecify.annotations.NullMarked;
