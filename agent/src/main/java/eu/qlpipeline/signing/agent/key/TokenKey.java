package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.CkObjectClass;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The private key object of the signing key within one open session.
 *
 * @param handle the object's handle, good for that session only
 */
public record TokenKey(long handle) {

    /**
     * Finds the key with the configured label or id.
     *
     * @return the key, or empty where neither label nor id is in use
     * @throws AgentException (KEY_UNUSABLE) if several keys carry the label or the id, or they are on different keys
     */
    public static Optional<TokenKey> find(CkSession session, KeySettings settings) {
        long[] byLabel = session.find(Map.of(
                CkAttribute.CKA_CLASS,
                CkObjectClass.CKO_PRIVATE_KEY.code(),
                CkAttribute.CKA_LABEL,
                settings.label().getBytes(StandardCharsets.UTF_8)));
        long[] byId = session.find(Map.of(
                CkAttribute.CKA_CLASS,
                CkObjectClass.CKO_PRIVATE_KEY.code(),
                CkAttribute.CKA_ID,
                settings.id().bytes()));
        long[] all = LongStream.concat(Arrays.stream(byLabel), Arrays.stream(byId))
                .distinct()
                .toArray();
        if (all.length > 1) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "key: " + all.length + " private keys with label " + settings.label() + " or id " + settings.id()
                            + " (expected: 1)",
                    "list them with: " + session.slot().byHand("--login --list-objects --type privkey"),
                    "choose a key.label and a key.id that only one key carries; the agent never deletes a key");
        }
        if (all.length == 1 && (byLabel.length == 0 || byId.length == 0)) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "key: the one with "
                            + (byId.length == 0 ? "label " + settings.label() : "id " + settings.id())
                            + " carries another "
                            + (byId.length == 0 ? "id" : "label")
                            + " (expected: label " + settings.label() + " and id "
                            + settings.id() + ")",
                    "make key.label and key.id those of one key");
        }
        return Arrays.stream(all).mapToObj(TokenKey::new).findFirst();
    }

    /**
     * Finds the key, which must be there.
     *
     * @throws AgentException (KEY_UNUSABLE) if there is none, or more than one
     */
    public static TokenKey require(CkSession session, KeySettings settings) {
        return find(session, settings)
                .orElseThrow(() -> new AgentException(
                        ReasonCode.KEY_UNUSABLE,
                        "key: none with label " + settings.label() + " and id " + settings.id() + " (expected: 1)",
                        "make it in the token with: signing-agent init"));
    }

    /**
     * Generates the key in the token, with the attributes that keep it there. Takes seconds to minutes. What else a template has is
     * left out where the token does not take it, as the key's proof then says.
     *
     * @param allowed the mechanisms the key is to obey
     * @throws AgentException (KEY_UNUSABLE) if the token made the key and did not say so; with the token's own reason if it makes none
     */
    public static TokenKey generate(CkSession session, KeySettings settings, List<CkMechanism> allowed) {
        return new KeyPairMaker(session, settings).make(KeyTemplate.ladder(settings, allowed));
    }

    /**
     * The mechanism for requests with this key: the first of those that the token offers and the key is allowed. A token may have
     * learnt a better one since the key was made.
     *
     * @param offered what the token offers, at least one
     * @return the first of all where the token does not tell what the key is allowed, and where the key is allowed none, as its
     *     proof then says
     */
    public CkMechanism pss(CkSession session, List<CkMechanism> offered) {
        return AllowedMechanisms.read(session, handle).stream()
                .flatMap(allowed -> offered.stream().filter(mechanism -> mechanism.isIn(allowed)))
                .findFirst()
                .orElse(offered.get(0));
    }

    /**
     * The public half, read from the private key object.
     *
     * @throws AgentException (KEY_UNUSABLE) if the token does not tell modulus and exponent
     */
    public RSAPublicKey publicKey(CkSession session) {
        BigInteger modulus = integer(session, CkAttribute.CKA_MODULUS);
        BigInteger exponent = integer(session, CkAttribute.CKA_PUBLIC_EXPONENT);
        try {
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
        } catch (GeneralSecurityException e) {
            throw new AgentException(ReasonCode.KEY_UNUSABLE, "key: not a usable RSA key: " + e.getMessage(), e);
        }
    }

    private BigInteger integer(CkSession session, CkAttribute attribute) {
        return session.readBytes(handle, attribute)
                .map(bytes -> new BigInteger(1, bytes))
                .orElseThrow(() -> new AgentException(
                        ReasonCode.KEY_UNUSABLE, "key: " + attribute + " unknown to the token (expected: a value)"));
    }
}
