package eu.qlpipeline.signing.agent.rpc;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.KeyIdentity;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.codec.SchemeCodec;
import eu.qlpipeline.signing.v1.DescribeKeyResponse;
import eu.qlpipeline.signing.v1.GetCertificateResponse;
import eu.qlpipeline.signing.v1.KeyAttribute;
import eu.qlpipeline.signing.v1.ProofLevel;
import eu.qlpipeline.signing.v1.Verdict;

/** The wire form of the signing key. */
final class KeyEncoding {

    private KeyEncoding() {}

    static GetCertificateResponse certificate(KeyIdentity identity) {
        return GetCertificateResponse.newBuilder()
                .setCertificateDer(ByteString.copyFrom(CertificateEncoding.der(identity.certificate())))
                .setCertificateSha256(ByteString.copyFrom(identity.fingerprint().bytes()))
                .build();
    }

    static DescribeKeyResponse describe(Generation generation) {
        KeyIdentity identity = generation.identity();
        var response = DescribeKeyResponse.newBuilder()
                .setCertificateSha256(ByteString.copyFrom(identity.fingerprint().bytes()))
                .setProofLevel(ProofLevel.PROOF_LEVEL_TOKEN_CLAIM)
                .setTokenLabel(identity.token().label())
                .setTokenManufacturer(identity.token().manufacturer())
                .setTokenModel(identity.token().model())
                .setTokenSerial(identity.token().serial())
                .setModulusBits(SignatureScheme.MODULUS_BITS)
                .addSchemes(SchemeCodec.encode(generation.boundScheme()));
        identity.proof().results().forEach(result -> response.addAttributes(attribute(result)));
        return response.build();
    }

    private static KeyAttribute attribute(KeyAttributeProof.Result result) {
        return KeyAttribute.newBuilder()
                .setName(result.name())
                .setValue(result.value())
                .setExpected(result.expected())
                .setVerdict(
                        switch (result.verdict()) {
                            case PASS -> Verdict.VERDICT_PASS;
                            case WARNING -> Verdict.VERDICT_WARNING;
                            case FAIL -> Verdict.VERDICT_FAIL;
                            case UNKNOWN -> Verdict.VERDICT_UNKNOWN;
                        })
                .build();
    }
}
