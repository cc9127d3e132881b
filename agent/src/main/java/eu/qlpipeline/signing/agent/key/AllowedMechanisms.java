package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rule for CKA_ALLOWED_MECHANISMS: PSS for requests, and PKCS#1 v1.5 for the certificate, with the digest made in the token. A
 * token that does not make it can only allow CKM_RSA_PKCS for the certificate, and then does so for whoever has its PIN.
 */
final class AllowedMechanisms {

    private static final String ANY_DIGEST =
            "CKA_ALLOWED_MECHANISMS: the token signs any digest with CKM_RSA_PKCS for whoever has the"
                    + " PIN; init allows that where the token has no CKM_SHA256_RSA_PKCS for the certificate";

    private AllowedMechanisms() {}

    /** @param pss the mechanism for requests */
    static KeyRule rule(CkMechanism pss) {
        return new KeyRule(
                CkAttribute.CKA_ALLOWED_MECHANISMS,
                KeyRule.Demand.of(text(pss, CkMechanism.CKM_SHA256_RSA_PKCS))
                        .butTaken(text(pss, CkMechanism.CKM_RSA_PKCS), ANY_DIGEST),
                false,
                (session, key) -> read(session, key).map(found -> names(found, pss)));
    }

    private static String text(CkMechanism... mechanisms) {
        return Stream.of(mechanisms).map(Enum::name).collect(Collectors.joining(", "));
    }

    /** An array of mechanisms does not come through every remote module: p11-kit answers as if the device had failed. */
    static Optional<byte[]> read(CkSession session, long key) {
        try {
            return session.readBytes(key, CkAttribute.CKA_ALLOWED_MECHANISMS);
        } catch (AgentException e) {
            if (CkError.CKR_DEVICE_ERROR.isBehind(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String names(byte[] nativeArray, CkMechanism first) {
        List<String> names = new ArrayList<>();
        for (int at = 0; at + Long.BYTES <= nativeArray.length; at += Long.BYTES) {
            byte[] one = Arrays.copyOfRange(nativeArray, at, at + Long.BYTES);
            names.add(Arrays.stream(CkMechanism.values())
                    .filter(known -> Arrays.equals(one, CkMechanism.nativeArray(List.of(known))))
                    .findFirst()
                    .map(Enum::name)
                    .orElse("another"));
        }
        // The token may keep the set in another order.
        names.sort((a, b) -> Boolean.compare(b.equals(first.name()), a.equals(first.name())));
        return names.isEmpty() ? "any" : String.join(", ", names);
    }
}
