/** The soak: load on several agents, a fault every few seconds, and what is left over afterwards. */
@NullMarked
package eu.qlpipeline.signing.bench.soak;

import org.jspecify.annotations.NullMarked;
