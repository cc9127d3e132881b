package eu.qlpipeline.signing.agent.certificate;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.agent.pkcs11.CkObjectClass;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The certificate object in the token, beside the key, with the same CKA_ID: the token is the agent's only state. */
public final class TokenCertificate {

    private static final long CKC_X_509 = 0;

    /** What a certificate can do without, in the order in which it does. */
    private static final List<CkAttribute> CAN_BE_SPARED = List.of(CkAttribute.CKA_MODIFIABLE, CkAttribute.CKA_PRIVATE);

    private TokenCertificate() {}

    /**
     * Finds the certificate with the id of the key.
     *
     * @return the certificate, or empty where there is none
     * @throws AgentException (KEY_UNUSABLE) if there are several, or the object holds no X.509 certificate
     */
    public static Optional<X509Certificate> find(CkSession session, KeySettings key) {
        long[] found = handles(session, key);
        if (found.length > 1) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "certificate: " + found.length + " with id " + key.id() + " in the token (expected: 1)",
                    "list them with: " + session.slot().byHand("--list-objects --type cert"),
                    "remove all but the one that the providers store");
        }
        if (found.length == 0) {
            return Optional.empty();
        }
        return Optional.of(parse(value(session, found[0]), key));
    }

    /** All certificates with the id of the key that the session gets to read, however many; those that it does not are left out. */
    static List<X509Certificate> readable(CkSession session, KeySettings key) {
        return readable(session, handles(session, key));
    }

    /** As {@link #readable(CkSession, KeySettings)}, with whatever id, of the first 64 in the token. */
    static List<X509Certificate> readable(CkSession session) {
        return readable(session, session.find(Map.of(CkAttribute.CKA_CLASS, CkObjectClass.CKO_CERTIFICATE.code())));
    }

    private static List<X509Certificate> readable(CkSession session, long[] handles) {
        List<X509Certificate> readable = new ArrayList<>();
        for (long handle : handles) {
            try {
                readable.add(CertificateEncoding.first(value(session, handle)));
            } catch (AgentException | CertificateException e) {
                // The next one may be to be read.
            }
        }
        return readable;
    }

    private static long[] handles(CkSession session, KeySettings key) {
        return session.find(Map.of(
                CkAttribute.CKA_CLASS,
                CkObjectClass.CKO_CERTIFICATE.code(),
                CkAttribute.CKA_ID,
                key.id().bytes()));
    }

    private static byte[] value(CkSession session, long handle) {
        return session.readBytes(handle, CkAttribute.CKA_VALUE)
                .orElseThrow(() -> new AgentException(
                        ReasonCode.KEY_UNUSABLE, "certificate: the object has no CKA_VALUE (expected: DER)"));
    }

    /**
     * Finds the certificate, which must be there.
     *
     * @throws AgentException (KEY_UNUSABLE) if there is none, or more than one
     */
    public static X509Certificate require(CkSession session, KeySettings key) {
        return find(session, key)
                .orElseThrow(() -> new AgentException(
                        ReasonCode.KEY_UNUSABLE,
                        "certificate: none with id " + key.id() + " in the token (expected: 1)",
                        "if an earlier init was interrupted, finish it with: " + key.resume()));
    }

    private static X509Certificate parse(byte[] der, KeySettings key) {
        try {
            return CertificateEncoding.first(der);
        } catch (CertificateException e) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "certificate: the object in the token is not X.509 (expected: DER)",
                    e,
                    "remove the object with the HSM's own tool, then: " + key.resume());
        }
    }

    /**
     * Stores the certificate in the token, paired with the key by its id. It is not modifiable and to be seen by everybody; a token
     * that takes no such object is asked for one that is as the token has it, after a look whether the certificate is there.
     *
     * @throws AgentException (KEY_UNUSABLE) if the token stored it and did not say so; with the token's own reason if it stores none
     */
    public static void store(CkSession session, KeySettings key, X509Certificate certificate) {
        Map<CkAttribute, Object> template = template(key, certificate);
        Iterator<CkAttribute> spared = CAN_BE_SPARED.iterator();
        while (!stored(session, key, template, !spared.hasNext())) {
            template.remove(spared.next());
        }
    }

    private static boolean stored(CkSession session, KeySettings key, Map<CkAttribute, Object> template, boolean last) {
        try {
            session.create(template);
            return true;
        } catch (AgentException e) {
            if (last || !CkError.refusesTemplate(e)) {
                throw new AgentException(
                        e.reason(),
                        "certificate: the token stores none: " + e.getMessage()
                                + " (expected: an object beside the key)",
                        e,
                        "key " + key.label() + " stays in the token; when it stores certificates go on with: "
                                + key.resume(),
                        "without that object the agent has no way to serve: docs/hsm/README.md says what is asked of a token");
            }
            if (find(session, key).isPresent()) {
                throw new AgentException(
                        ReasonCode.KEY_UNUSABLE,
                        "certificate: stored in the token, whose answer was " + e.getMessage() + " (expected: CKR_OK)",
                        e,
                        "go on from there with: " + key.resume());
            }
            return false;
        }
    }

    private static Map<CkAttribute, Object> template(KeySettings key, X509Certificate certificate) {
        Map<CkAttribute, Object> template = new LinkedHashMap<>();
        template.put(CkAttribute.CKA_CLASS, CkObjectClass.CKO_CERTIFICATE.code());
        template.put(CkAttribute.CKA_CERTIFICATE_TYPE, CKC_X_509);
        template.put(CkAttribute.CKA_TOKEN, true);
        template.put(CkAttribute.CKA_PRIVATE, false);
        template.put(CkAttribute.CKA_MODIFIABLE, false);
        template.put(CkAttribute.CKA_LABEL, key.label().getBytes(StandardCharsets.UTF_8));
        template.put(CkAttribute.CKA_ID, key.id().bytes());
        template.put(
                CkAttribute.CKA_SUBJECT, certificate.getSubjectX500Principal().getEncoded());
        template.put(
                CkAttribute.CKA_ISSUER, certificate.getIssuerX500Principal().getEncoded());
        template.put(CkAttribute.CKA_SERIAL_NUMBER, derInteger(certificate));
        template.put(CkAttribute.CKA_VALUE, CertificateEncoding.der(certificate));
        return template;
    }

    private static byte[] derInteger(X509Certificate certificate) {
        byte[] value = certificate.getSerialNumber().toByteArray();
        byte[] der = new byte[value.length + 2];
        der[0] = 0x02;
        der[1] = (byte) value.length;
        System.arraycopy(value, 0, der, 2, value.length);
        return der;
    }
}
