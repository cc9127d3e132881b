/** The programs put together: set-up of the key, inspection, diagnosis, and the running agent. */
@NullMarked
package eu.qlpipeline.signing.agent.app;

import org.jspecify.annotations.NullMarked;
