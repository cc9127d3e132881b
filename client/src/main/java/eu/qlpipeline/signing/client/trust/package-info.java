/** The provider's store of certificates, each pinned by its SHA-256 fingerprint. */
@NullMarked
package eu.qlpipeline.signing.client.trust;

import org.jspecify.annotations.NullMarked;
