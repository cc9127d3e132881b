/** The notebook's story, played with real processes. */
@NullMarked
package eu.qlpipeline.signing.acceptance.demo;

import org.jspecify.annotations.NullMarked;
