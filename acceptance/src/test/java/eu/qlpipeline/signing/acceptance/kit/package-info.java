/** The provider kit and its servers, with the key in the token behind a running agent. */
@NullMarked
package eu.qlpipeline.signing.acceptance.kit;

import org.jspecify.annotations.NullMarked;
