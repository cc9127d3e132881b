/** What can go wrong, as closed sets: reasons for callers, hints for operators. */
@NullMarked
package eu.qlpipeline.signing.agent.failure;

import org.jspecify.annotations.NullMarked;
