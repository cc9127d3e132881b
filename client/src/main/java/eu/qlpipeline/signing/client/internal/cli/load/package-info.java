/** Many challenges in a row: keeping them in flight, counting what came of them, and saying so. */
@NullMarked
package eu.qlpipeline.signing.client.internal.cli.load;

import org.jspecify.annotations.NullMarked;
