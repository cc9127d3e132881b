/**
 * The console of a command line, for every verb of every program: what is printed, in one form for all, and arguments of the
 * forms that all have.
 */
@NullMarked
package eu.qlpipeline.signing.fetch.console;

import org.jspecify.annotations.NullMarked;
