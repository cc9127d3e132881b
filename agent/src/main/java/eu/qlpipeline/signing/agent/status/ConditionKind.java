package eu.qlpipeline.signing.agent.status;

/** What can be the matter with the agent; the wire carries them one to one. */
public enum ConditionKind {
    /** The token is not to be found, or was not opened yet. */
    TOKEN_ABSENT,
    /** The token lost the agent's login, or fails; it is being opened again. */
    TOKEN_LOST,
    /** Calls into the token's library do not return. */
    TOKEN_HUNG,
    /** The token refuses to make this kind of signature; raw challenges alone, where that does not block. */
    TOKEN_REFUSES,
    /** The token made signatures that do not verify. */
    SIGNATURE_WRONG,
    /** The PIN was refused, is locked or cannot be read. */
    PIN_LATCHED,
    /** Key or certificate are missing, do not belong together, are not as demanded, or are not those served before. */
    KEY_WRONG,
    /** The certificate is not valid now. */
    CERTIFICATE_NOT_VALID,
    /** The certificate ends soon. */
    CERTIFICATE_ENDS_SOON,
    /** The audit log cannot be written. */
    AUDIT_BLOCKED,
    /** The policy, or the server's TLS certificate, was changed and cannot be read; what was before still holds. */
    POLICY_NOT_RELOADED,
    /** The agent is stopping. */
    STOPPING
}
