package eu.qlpipeline.signing.contract.jca;

import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs the content of a TLS 1.3 client's CertificateVerify with a {@link Tls13PrivateKey}. All else is refused here,
 * before the key is asked: other content (that of TLS 1.2 is the whole handshake), other parameters, other keys.
 */
final class Tls13PssSignature extends SignatureSpi {

    private static final PSSParameterSpec PARAMETERS = SignatureScheme.RSA4096_PSS_SHA256_SALT32.parameters();
    private static final int CONTENT_LIMIT = 146;

    private final ByteArrayOutputStream content = new ByteArrayOutputStream(CONTENT_LIMIT);
    private final Class<? extends Tls13PrivateKey> keys;
    private @Nullable Tls13PrivateKey key;
    private boolean parametersSet;

    /** An engine for that class of keys. */
    Tls13PssSignature(Class<? extends Tls13PrivateKey> keys) {
        this.keys = keys;
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
        content.reset();
        key = null;
        if (!keys.isInstance(privateKey)) {
            throw new InvalidKeyException("key: of another kind (expected: " + keys.getSimpleName() + ")");
        }
        key = keys.cast(privateKey);
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        throw new InvalidKeyException(
                "key: a public one (expected: " + keys.getSimpleName() + "; other providers verify)");
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
        if (!(parameters instanceof PSSParameterSpec pss) || !isExpected(pss)) {
            throw new InvalidAlgorithmParameterException(
                    "parameters: " + parameters + " (expected: those of rsa_pss_rsae_sha256, " + PARAMETERS + ")");
        }
        parametersSet = true;
    }

    @Override
    protected void engineUpdate(byte next) throws SignatureException {
        engineUpdate(new byte[] {next}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
        if (length > CONTENT_LIMIT - content.size()) {
            content.reset();
            throw signer().refusal(
                            "content: more than " + CONTENT_LIMIT
                                    + " bytes (expected: CertificateVerify of a TLS 1.3 client; TLS 1.2 is refused)",
                            null);
        }
        content.write(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        byte[] complete = content.toByteArray();
        content.reset();
        Tls13PrivateKey signer = signer();
        if (!parametersSet) {
            throw signer.refusal("parameters: none (expected: those of rsa_pss_rsae_sha256)", null);
        }
        Tls13CertificateVerify purpose;
        try {
            purpose = Tls13CertificateVerify.parseContent(complete);
        } catch (ContractViolation e) {
            throw signer.refusal(String.valueOf(e.getMessage()), e);
        }
        return signer.handOn(purpose).bytes();
    }

    private Tls13PrivateKey signer() throws SignatureException {
        if (key == null) {
            throw new SignatureException("key: none (expected: initSign first)");
        }
        return key;
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        throw new SignatureException("verification: not offered (expected: signing; other providers verify)");
    }

    /** The parameters, or null where none are set. It must not throw: JSSE would give up rsa_pss for the whole JVM. */
    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        if (!parametersSet) {
            return null;
        }
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance(Tls13KeyProvider.ALGORITHM);
            parameters.init(PARAMETERS);
            return parameters;
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("parameter: " + name + " (expected: a PSSParameterSpec)");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("parameter: " + name + " (expected: getParameters)");
    }

    private static boolean isExpected(PSSParameterSpec given) {
        return given.getDigestAlgorithm().equalsIgnoreCase(PARAMETERS.getDigestAlgorithm())
                && given.getMGFAlgorithm().equalsIgnoreCase(PARAMETERS.getMGFAlgorithm())
                && given.getMGFParameters() instanceof MGF1ParameterSpec mask
                && mask.getDigestAlgorithm().equalsIgnoreCase(PARAMETERS.getDigestAlgorithm())
                && given.getSaltLength() == PARAMETERS.getSaltLength()
                && given.getTrailerField() == PARAMETERS.getTrailerField();
    }
}
