/**
 * Generations, of logins and not of keys: one login to the token with everything that was proven of it. A generation is immutable and
 * is replaced as a whole when the token loses it.
 */
@NullMarked
package eu.qlpipeline.signing.agent.generation;

import org.jspecify.annotations.NullMarked;
