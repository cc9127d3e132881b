package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeyTemplate.Part;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import java.util.List;
import java.util.Set;

/**
 * Has a token generate the key. Where it refuses the template it is asked again with less, after a look whether the key is there
 * all the same: an error may be all that is left of an answer that was lost.
 */
final class KeyPairMaker {

    /** What NSS answers CKR_GENERAL_ERROR to. Others may mean anything by it, so that nothing else is left out for it. */
    private static final Set<Part> GENERAL = Set.of(Part.ALLOWED_MECHANISMS);

    private final CkSession session;
    private final KeySettings settings;

    KeyPairMaker(CkSession session, KeySettings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** Generates the key with the first of the templates that the token takes. */
    TokenKey make(List<KeyTemplate> ladder) {
        KeyTemplate template = ladder.get(0);
        try {
            return new TokenKey(session.generateKeyPair(template.publicKey(), template.privateKey()));
        } catch (AgentException e) {
            requireNotMade(e);
            List<KeyTemplate> less =
                    ladder.stream().skip(1).dropWhile(next -> !mayHelp(next, e)).toList();
            if (less.isEmpty()) {
                throw refused(e);
            }
            return make(less);
        }
    }

    private static boolean mayHelp(KeyTemplate template, AgentException refusal) {
        return CkError.refusesTemplate(refusal)
                || (CkError.CKR_GENERAL_ERROR.isBehind(refusal)
                        && template.without().equals(GENERAL));
    }

    private void requireNotMade(AgentException refusal) {
        boolean made;
        try {
            made = TokenKey.find(session, settings).isPresent();
        } catch (AgentException e) {
            refusal.addSuppressed(e);
            throw refused(refusal);
        }
        if (made) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "key: made in the token, whose answer was " + refusal.getMessage() + " (expected: CKR_OK)",
                    refusal,
                    "go on from there with: " + settings.resume());
        }
    }

    private static AgentException refused(AgentException refusal) {
        return new AgentException(
                refusal.reason(),
                "key: the token generates none: " + refusal.getMessage() + " (expected: an RSA-4096 key)",
                refusal,
                "what is asked of a token, and what of it can be left out: docs/hsm/README.md",
                "should the key be there when you try again, init says how to go on");
    }
}
