/** What is measured: a token, an agent process on it, a client, and the raw loop beside them. */
@NullMarked
package eu.qlpipeline.signing.bench.bed;

import org.jspecify.annotations.NullMarked;
