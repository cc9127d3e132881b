/** The web server of a provider, by several programs, each run with the file of the provider kit. */
@NullMarked
package eu.qlpipeline.signing.acceptance.web;

import org.jspecify.annotations.NullMarked;
