/**
 * Who may ask for which signature. Who asks is a caller; what is named after a provider, as {@code providers} and
 * {@code signing-agent provider}, is what the operator writes about one.
 */
@NullMarked
package eu.qlpipeline.signing.agent.policy;

import org.jspecify.annotations.NullMarked;
