/** The programs put together: set-up of the key, inspection, and the running agent. */
@NullMarked
package eu.qlpipeline.signing.agent.app;

import org.jspecify.annotations.NullMarked;
