/** The HSM fails in every way that the fault-injecting module knows, and the agent does not. */
@NullMarked
package eu.qlpipeline.signing.acceptance.faults;

import org.jspecify.annotations.NullMarked;
