/** The verbs of the audit log; none of them needs a token. */
@NullMarked
package eu.qlpipeline.signing.agent.cli.audit;

import org.jspecify.annotations.NullMarked;
