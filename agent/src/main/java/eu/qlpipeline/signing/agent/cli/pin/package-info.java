/** The verbs about the PIN. */
@NullMarked
package eu.qlpipeline.signing.agent.cli.pin;

import org.jspecify.annotations.NullMarked;
