/** Calls into the token's library that may never return: how long each has been under way, and what is done about it. */
@NullMarked
package eu.qlpipeline.signing.agent.watch;

import org.jspecify.annotations.NullMarked;
