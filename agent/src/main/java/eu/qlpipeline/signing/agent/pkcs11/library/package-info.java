/** The libraries of this process, which the JDK loads once each. */
@NullMarked
package eu.qlpipeline.signing.agent.pkcs11.library;

import org.jspecify.annotations.NullMarked;
