/**
 * From a typed request to a verified signature, in a fixed order: authorise, admit, sign, verify, answer. Nothing here
 * accepts bytes to sign.
 */
@NullMarked
package eu.qlpipeline.signing.agent.signing;

import org.jspecify.annotations.NullMarked;
