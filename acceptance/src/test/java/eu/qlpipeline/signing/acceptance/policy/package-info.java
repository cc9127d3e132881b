/** Who may ask for what and how often, and what keeps a token from being locked: by the real programs. */
@NullMarked
package eu.qlpipeline.signing.acceptance.policy;

import org.jspecify.annotations.NullMarked;
