/** The verbs about callers. */
@NullMarked
package eu.qlpipeline.signing.agent.cli.provider;

import org.jspecify.annotations.NullMarked;
