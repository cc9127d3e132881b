package eu.qlpipeline.signing.contract;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import eu.qlpipeline.signing.contract.merkle.BatchProof;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The second file of vectors, which has what the first lacks. Its members are read with {@link Vectors}. */
public final class MoreVectors {

    /** The result of what is in order. */
    public static final String OK = "ok";

    private static final Struct ALL = Vectors.load("/vectors/ql-sign-v1-more.json");

    private MoreVectors() {}

    /** The members of the object of that name. */
    public static Map<String, Value> object(String name) {
        return ALL.getFieldsOrThrow(name).getStructValue().getFieldsMap();
    }

    /** The members of each object in the list of that name. */
    public static List<Map<String, Value>> list(String name) {
        return list(ALL.getFieldsMap(), name);
    }

    /** The members of each object in the list of that name within an object. */
    public static List<Map<String, Value>> list(Map<String, Value> object, String name) {
        return Objects.requireNonNull(object.get(name), name).getListValue().getValuesList().stream()
                .map(value -> value.getStructValue().getFieldsMap())
                .toList();
    }

    /** The reply of a case. */
    public static Map<String, Value> reply(Map<String, Value> one) {
        return Objects.requireNonNull(one.get("reply"), "reply")
                .getStructValue()
                .getFieldsMap();
    }

    /** The certificate whose key made the signatures. */
    public static X509Certificate certificate() {
        return Vectors.certificate("/vectors/ql-sign-v1-more-cert.pem");
    }

    /** The challenge of a case, from the verifier's own fields and those of the reply. */
    public static BoundChallenge challenge(Map<String, Value> one) {
        Map<String, Value> reply = reply(one);
        return new BoundChallenge(
                CertificateFingerprint.of(certificate()),
                Nonce.of(Vectors.bytes(one, "verifierNonce")),
                new Audience(Vectors.text(one, "audience")),
                binding(one),
                new BoundChallenge.Terms(
                        Nonce.of(Vectors.bytes(reply, "agentNonce")),
                        new BoundChallenge.Validity(
                                Vectors.number(reply, "issuedAtMs"), Vectors.number(reply, "expiresAtMs")),
                        SignatureScheme.valueOf(Vectors.text(reply, "scheme"))));
    }

    /** What the verifier of a case wants its answer to be tied to. */
    public static ChannelBinding binding(Map<String, Value> one) {
        return Vectors.text(one, "channelBindingType").equals("none")
                ? ChannelBinding.none()
                : ChannelBinding.tlsExporter(Vectors.bytes(one, "channelBindingValue"));
    }

    /** The proof in the reply of a case. */
    public static BatchProof proof(Map<String, Value> one) {
        return BatchProof.parse(Vectors.bytes(reply(one), "batchProof"));
    }
}
