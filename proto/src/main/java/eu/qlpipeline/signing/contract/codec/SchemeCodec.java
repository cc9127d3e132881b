package eu.qlpipeline.signing.contract.codec;

import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.SignatureScheme;

/** Translates signature schemes between the wire and the contract. */
public final class SchemeCodec {

    private SchemeCodec() {}

    /** The wire value of a scheme. */
    public static eu.qlpipeline.signing.v1.SignatureScheme encode(SignatureScheme scheme) {
        return switch (scheme) {
            case RSA4096_PSS_SHA256_SALT478 ->
                eu.qlpipeline.signing.v1.SignatureScheme.SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT478;
            case RSA4096_PSS_SHA256_SALT32 ->
                eu.qlpipeline.signing.v1.SignatureScheme.SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT32;
        };
    }

    /**
     * The scheme of a wire value.
     *
     * @throws ContractViolation if it is unspecified or unknown
     */
    public static SignatureScheme decode(eu.qlpipeline.signing.v1.SignatureScheme scheme) {
        return switch (scheme) {
            case SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT478 -> SignatureScheme.RSA4096_PSS_SHA256_SALT478;
            case SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT32 -> SignatureScheme.RSA4096_PSS_SHA256_SALT32;
            case SIGNATURE_SCHEME_UNSPECIFIED, UNRECOGNIZED ->
                throw new ContractViolation(
                        ContractViolation.Reason.SCHEME_UNKNOWN,
                        "scheme: " + scheme + " (expected: one this contract names)");
        };
    }
}
