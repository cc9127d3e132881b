/** The doctor: everything that an agent needs before it can serve, looked at one after the other. */
@NullMarked
package eu.qlpipeline.signing.agent.doctor;

import org.jspecify.annotations.NullMarked;
