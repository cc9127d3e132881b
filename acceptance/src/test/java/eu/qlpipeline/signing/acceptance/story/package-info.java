/** The whole story with real processes, a real token and programs that are not ours. */
@NullMarked
package eu.qlpipeline.signing.acceptance.story;

import org.jspecify.annotations.NullMarked;
