package eu.qlpipeline.signing.client.internal.cli.failure;

import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What a provider can do about each reason. */
public final class Hints {

    private static final List<String> UNREACHABLE = List.of(
            "check HOST:PORT, the network, and that the agent serves",
            "an agent that does not know your --certificate may close the connection without a word");

    private static final List<String> NOT_ADMITTED = List.of(
            "the agent does not know your --certificate, or it has expired: send a valid one to the agent's operator",
            "trying again does not help");

    /** The alerts by which TLS tells that a certificate is not accepted, as the JDK words them. */
    private static final Pattern CERTIFICATE_ALERT =
            Pattern.compile("Received fatal alert: (\\w*certificate\\w*|unknown_ca|access_denied)");

    private static final String ADD = "signing-verifier trust add FILE --fingerprint SHA256:HEX";
    private static final String ASK = "ask QL-Pipeline for the current certificate and its fingerprint";

    private Hints() {}

    /** What can be done where there is no answer at all. */
    public static List<String> of(AgentUnavailableException unavailable) {
        for (Throwable at = unavailable.getCause(); at != null; at = at.getCause()) {
            if (at instanceof SSLException
                    && CERTIFICATE_ALERT
                            .matcher(String.valueOf(at.getMessage()))
                            .find()) {
                return NOT_ADMITTED;
            }
        }
        return UNREACHABLE;
    }

    /** What can be done about a receipt that proves nothing. */
    public static String of(ReceiptException.Reason reason) {
        return switch (reason) {
            case MALFORMED -> "the file is no receipt, or was changed or cut; get it again";
            case NOT_SIGNED, CHALLENGE_OTHER, SIGNATURE_OTHER ->
                "it is the receipt of something else; see --challenge and --signature";
            case CHECKPOINT_OLDER, NOT_IN_LOG, CHECKPOINT_FORGED ->
                "do not rely on it: parts of the receipt were replaced, or its log was; get it again";
            case CERTIFICATE_OTHER ->
                "no stored certificate makes it good: ask QL-Pipeline for a receipt under a checkpoint of the record's own key";
            case CERTIFICATE_NOT_TRUSTED -> ASK + ", then: " + ADD;
        };
    }

    /** What can be done about a rejected answer. */
    public static String of(VerificationException.Reason reason) {
        return switch (reason) {
            case AGENT_NOT_PINNED ->
                "do not go on: either --agent-certificate is out of date, or somebody else answers at that address";
            case ANSWER_MALFORMED,
                    ANSWER_MISSING,
                    FINGERPRINT_LENGTH,
                    SCHEME_UNEXPECTED,
                    NONCE_LENGTH,
                    VALIDITY_WINDOW,
                    PROOF_VERSION,
                    PROOF_HEIGHT,
                    PROOF_INDEX,
                    PROOF_LENGTH ->
                "do not trust the peer: its answer breaks the protocol; compare the versions of agent and verifier";
            case SIGNATURE_LENGTH ->
                "with check, look at --signature; otherwise do not trust the peer: its answer breaks the protocol";
            case CHALLENGE_LENGTH, CHALLENGE_TEXT, CHALLENGE_RESERVED_PREFIX ->
                "a challenge is 32 random bytes; write them as hexadecimal, base64 or @FILE";
            case MODE_UNEXPECTED, AUDIENCE_UNEXPECTED, CHANNEL_BINDING_UNEXPECTED ->
                "see how the certificate is stored with: signing-verifier trust list; to change it, remove it and add it";
            case NONCES_EXHAUSTED -> "wait for answers before sending more challenges; see --in-flight";
            case NONCE_UNKNOWN, NONCE_SPENT, NONCE_EXPIRED ->
                "make a fresh challenge for each answer; somebody may be replaying one";
            case VALIDITY_FUTURE, VALIDITY_EXPIRED ->
                "check the clocks of agent and verifier; otherwise somebody may be replaying an old answer";
            case CHALLENGE_SPENT -> "make a fresh challenge for each answer; somebody may be replaying one";
            case SUBJECT_UNEXPECTED -> "name the subject you expect with --subject, if it is not QL-Pipeline's own";
            case CERTIFICATE_EXPIRED -> ASK;
            case CERTIFICATE_NOT_YET_VALID -> "check this machine's clock";
            case CERTIFICATE_NOT_TRUSTED -> "if QL-Pipeline confirms that fingerprint: " + ADD;
            case TRUST_STORE_UNUSABLE -> "signing-verifier trust list";
            case SIGNATURE_INVALID -> "do not trust the peer: it has not shown that it has the certificate's key";
        };
    }

    public static String of(TrustStoreException.Reason reason) {
        return switch (reason) {
            case FINGERPRINT_MISMATCH -> "do not trust that certificate; " + ASK + " by another way";
            case NOT_ONE_CERTIFICATE ->
                "it takes a PEM file with one BEGIN CERTIFICATE block; from DER: openssl x509 -inform DER";
            case PRIVATE_KEY -> "whoever sent a private key has lost it; it must be replaced";
            case KEY_UNSUITABLE -> ASK;
            case FILE_UNEXPECTED -> "move that file away, and add certificates with: " + ADD;
            case ENROLMENT_UNREADABLE -> "remove it and add it again with: " + ADD;
            case ENROLMENT_DIFFERENT -> "signing-verifier trust remove SHA256:HEX, then add it again";
            case OPEN_TO_OTHERS -> "if you trust what is in it: chmod -R go-w DIR";
            case NOT_STORED -> "signing-verifier trust list";
            case UNREADABLE -> "check the path and its mode; a trust store begins with: " + ADD;
        };
    }

    /** What can be done about a refusal. */
    public static String of(AgentRefusedException.Reason reason) {
        return switch (reason) {
            case CALLER_UNKNOWN ->
                "send your --certificate to the agent's operator, who enters it in the agent's providers";
            case PURPOSE_NOT_PERMITTED ->
                "the agent's operator permits purposes in your entry of the agent's providers";
            case AUDIENCE_INVALID, AUDIENCE_NOT_PERMITTED ->
                "the agent's operator enters your audience in the agent's providers";
            case CHALLENGE_MISSING,
                    CHALLENGE_LENGTH,
                    CHALLENGE_TEXT,
                    CHALLENGE_RESERVED_PREFIX,
                    NONCE_LENGTH,
                    CHANNEL_BINDING_INVALID,
                    TLS_ROLE,
                    TLS_SCHEME,
                    TRANSCRIPT_HASH_LENGTH -> "compare the versions of agent and verifier";
            case SCHEME_UNSUPPORTED ->
                "if its token offers no raw challenges, remove the certificate and add it again with --mode bound";
            case RATE_LIMITED, CONCURRENCY_LIMITED ->
                "ask more slowly, or less at once; the agent's operator sets rate and concurrency (for TLS tls-rate and tls-concurrency) in your entry";
            case OVERLOADED, SHUTTING_DOWN, TOKEN_SESSION_LOST, RECEIPT_PENDING -> "try again in a moment";
            case DEADLINE_EXCEEDED -> "try again, or with a longer --deadline";
            case RECEIPT_NOT_FOUND ->
                "give challenge, signature and the time of the answer to a minute; the agent's operator has to know you by the name of then";
            case UNSPECIFIED,
                    TOKEN_ABSENT,
                    TOKEN_HUNG,
                    PIN_REJECTED,
                    TOKEN_FAILURE,
                    KEY_UNUSABLE,
                    SIGNATURE_INVALID,
                    CERTIFICATE_NOT_VALID_NOW,
                    AUDIT_BLOCKED,
                    INTERNAL -> "tell the agent's operator: the trouble is on that side";
        };
    }
}
