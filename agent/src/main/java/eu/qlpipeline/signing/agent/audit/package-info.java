/** The audit log: what was asked of the key and what became of it, durable before an answer leaves. */
@NullMarked
package eu.qlpipeline.signing.agent.audit;

import org.jspecify.annotations.NullMarked;
