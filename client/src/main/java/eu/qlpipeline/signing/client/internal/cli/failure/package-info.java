/** What the program says where it does not succeed, and the exit codes. */
@NullMarked
package eu.qlpipeline.signing.client.internal.cli.failure;

import org.jspecify.annotations.NullMarked;
