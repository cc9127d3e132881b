/** Key and certificate: how they are made, and how they are judged. */
@NullMarked
package eu.qlpipeline.signing.acceptance.setup;

import org.jspecify.annotations.NullMarked;
