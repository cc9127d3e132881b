/** What goes wrong, and what the programs say of it. */
@NullMarked
package eu.qlpipeline.signing.acceptance.badinput;

import org.jspecify.annotations.NullMarked;
