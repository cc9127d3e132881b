/** What an installation adds to the jar. */
@NullMarked
package eu.qlpipeline.signing.acceptance.packaging;

import org.jspecify.annotations.NullMarked;
