/** What one signature answers: a request, or the challenges of a batch. */
@NullMarked
package eu.qlpipeline.signing.agent.signing.answer;

import org.jspecify.annotations.NullMarked;
