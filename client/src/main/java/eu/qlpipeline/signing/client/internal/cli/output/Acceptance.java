package eu.qlpipeline.signing.client.internal.cli.output;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.verify.Check;
import eu.qlpipeline.signing.client.verify.Verified;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * A verified answer as it is shown.
 *
 * @param checks the checks, all passed
 * @param certificate the stored certificate
 * @param more what else the answer says, for programs
 */
public record Acceptance(List<Check> checks, X509Certificate certificate, JsonObject more) {

    /** The answer to a raw challenge. */
    public static Acceptance of(Verified verified) {
        var more = new JsonObject();
        more.addProperty("scheme", verified.scheme().name());
        more.addProperty("challenge", hex(verified.challenge().message()));
        more.addProperty("signature", hex(verified.signature().bytes()));
        return new Acceptance(verified.checks(), verified.certificate(), more);
    }

    /** The answer to a bound challenge. */
    public static Acceptance of(BoundVerified verified) {
        BoundChallenge challenge = verified.challenge();
        BoundChallenge.Validity validity = challenge.terms().validity();
        var more = new JsonObject();
        more.addProperty("scheme", verified.scheme().name());
        more.addProperty("audience", challenge.audience().value());
        more.addProperty("verifierNonce", challenge.verifierNonce().hex());
        more.addProperty("agentNonce", challenge.terms().agentNonce().hex());
        more.addProperty(
                "issuedAt", Instant.ofEpochMilli(validity.issuedAtMillis()).toString());
        more.addProperty(
                "expiresAt", Instant.ofEpochMilli(validity.expiresAtMillis()).toString());
        if (verified.proof() instanceof AnswerProof.Direct direct) {
            more.addProperty("signature", hex(direct.signature().bytes()));
        } else if (verified.proof() instanceof AnswerProof.Batched batched) {
            more.addProperty("batchProof", hex(batched.proof().encode()));
        }
        return new Acceptance(verified.checks(), verified.certificate(), more);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
