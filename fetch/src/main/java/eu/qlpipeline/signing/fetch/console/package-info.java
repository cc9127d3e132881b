/**
 * The console of a command line, for every verb of every program: what is printed, in one form for all, arguments of the
 * forms that all have, and a file that a verb makes.
 */
@NullMarked
package eu.qlpipeline.signing.fetch.console;

import org.jspecify.annotations.NullMarked;
