/** A stream of challenges: what of it is open, the agents that serve it one after the other, and where outcomes go. */
@NullMarked
package eu.qlpipeline.signing.client.internal.stream;

import org.jspecify.annotations.NullMarked;
