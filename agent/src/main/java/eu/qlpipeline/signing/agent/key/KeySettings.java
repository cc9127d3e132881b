package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.ShellWord;
import eu.qlpipeline.signing.agent.failure.TextRule;

/**
 * The names of the signing key in the token.
 *
 * @param label CKA_LABEL of the key and of its certificate
 * @param id CKA_ID of the key and of its certificate
 */
public record KeySettings(String label, KeyId id) {

    /** What a label may be. */
    public static final TextRule LABEL = TextRule.of("[^\\p{Cc}]{1,64}", "1 to 64 printable characters");

    /** The label where none is set. */
    public static final String DEFAULT_LABEL = "ql-pipeline";

    /** The identifier where none is set: the default label in ASCII. */
    public static final KeyId DEFAULT_ID = KeyId.parse("716c2d706970656c696e65");

    /** The command that makes another key beside one that is in use. */
    public static final String MAKE_ANOTHER = "signing-agent init --set key.label=NAME --set key.id=HEX --out NAME.crt";

    /** The same for one that providers are to know beside the one before: their web servers have to tell the two apart. */
    public static final String MAKE_SUCCESSOR = MAKE_ANOTHER + " --set certificate.key-identifiers=true";

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if the label breaks its rule */
    public KeySettings {
        LABEL.require("key.label", label);
    }

    /** What a command line needs to be about this key, whatever its configuration names, to be typed into a shell. */
    public String arguments() {
        return "--set " + ShellWord.of("key.label=" + label) + " --set key.id=" + id;
    }

    /** The command that finishes the set-up of this key. */
    public String resume() {
        return "signing-agent init --resume " + arguments();
    }
}
