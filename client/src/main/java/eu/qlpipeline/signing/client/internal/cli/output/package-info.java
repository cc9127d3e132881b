/** What the program prints on standard output. */
@NullMarked
package eu.qlpipeline.signing.client.internal.cli.output;

import org.jspecify.annotations.NullMarked;
