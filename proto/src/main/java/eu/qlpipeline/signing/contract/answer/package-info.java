/** Answers to bound challenges, as the agent gives them and the verifier takes them. */
@NullMarked
package eu.qlpipeline.signing.contract.answer;

import org.jspecify.annotations.NullMarked;
