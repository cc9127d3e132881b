/** Files that are read again when they change, so that a change needs no restart. */
@NullMarked
package eu.qlpipeline.signing.agent.reload;

import org.jspecify.annotations.NullMarked;
