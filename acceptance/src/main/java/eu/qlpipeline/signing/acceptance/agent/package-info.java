/** The signing agent as a program: its folder, its verbs, its serving process. */
@NullMarked
package eu.qlpipeline.signing.acceptance.agent;

import org.jspecify.annotations.NullMarked;
