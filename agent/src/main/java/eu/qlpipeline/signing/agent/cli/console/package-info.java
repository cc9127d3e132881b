/** What all verbs share: options, what is printed where, and what the program exits with. */
@NullMarked
package eu.qlpipeline.signing.agent.cli.console;

import org.jspecify.annotations.NullMarked;
