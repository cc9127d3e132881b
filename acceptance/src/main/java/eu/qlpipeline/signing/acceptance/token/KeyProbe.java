package eu.qlpipeline.signing.acceptance.token;

import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import java.time.Duration;
import java.util.List;

/** Asks a token for a private key with the PIN, past all of our code and straight from the token's library. */
public final class KeyProbe {

    /** What a token answers that tells the modulus, which shows that it was asked rightly, and no secret part of the key. */
    public static final List<String> NOTHING_SECRET = List.of(
            "CKA_MODULUS CKR_OK",
            "CKA_PRIVATE_EXPONENT CKR_ATTRIBUTE_SENSITIVE",
            "CKA_PRIME_1 CKR_ATTRIBUTE_SENSITIVE",
            "CKA_PRIME_2 CKR_ATTRIBUTE_SENSITIVE",
            "CKA_EXPONENT_1 CKR_ATTRIBUTE_SENSITIVE",
            "CKA_EXPONENT_2 CKR_ATTRIBUTE_SENSITIVE",
            "CKA_COEFFICIENT CKR_ATTRIBUTE_SENSITIVE");

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Checkout checkout;
    private final Processes processes;
    private final TestToken token;

    /**
     * @param token the token it asks
     */
    public KeyProbe(Checkout checkout, Processes processes, TestToken token) {
        this.checkout = checkout;
        this.processes = processes;
        this.token = token;
    }

    /** One line for each part of the key, with what the token answers. */
    public Outcome ask(String id) {
        return processes.run(
                checkout.script("softhsm/ask-for-key", token.directory())
                        .withVariable("SOFTHSM2_CONF", token.configuration().toString())
                        .withVariable("PIN", token.pin())
                        .with(token.module().toString(), token.label(), id),
                DEADLINE);
    }
}
