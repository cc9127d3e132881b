/**
 * Files as more than one user sees them: who may write them, how they are written as a whole, and what PEM files hold. The forms of a
 * certificate.
 */
@NullMarked
package eu.qlpipeline.signing.agent.files;

import org.jspecify.annotations.NullMarked;
