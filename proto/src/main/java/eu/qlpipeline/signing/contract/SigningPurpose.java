package eu.qlpipeline.signing.contract;

/**
 * What a signature is asked for. A purpose knows its own bytes; there is no purpose that carries bytes of the caller's
 * making beyond the fields its specification names.
 *
 * <p>All implementations are immutable and safe for use by several threads.
 */
public sealed interface SigningPurpose
        permits RawChallenge, BoundChallenge, BatchRoot, AuditCheckpoint, Tls13CertificateVerify {

    /** The kind of purpose, by which a policy permits or denies it. */
    PurposeKind kind();

    /** The signature scheme, salt length included, that this purpose is signed with. */
    SignatureScheme scheme();

    /** A fresh copy of the exact bytes that are hashed and signed. */
    byte[] message();
}
