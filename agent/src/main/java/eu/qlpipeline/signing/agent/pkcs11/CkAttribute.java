package eu.qlpipeline.signing.agent.pkcs11;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import sun.security.pkcs11.wrapper.CK_ATTRIBUTE;

/** The object attributes this agent reads or writes (PKCS#11 v2.40, pkcs11t.h), with their codes and value types. */
public enum CkAttribute {
    CKA_CLASS(0x000, Type.ULONG),
    CKA_TOKEN(0x001, Type.BOOLEAN),
    CKA_PRIVATE(0x002, Type.BOOLEAN),
    CKA_LABEL(0x003, Type.BYTES),
    CKA_VALUE(0x011, Type.BYTES),
    CKA_CERTIFICATE_TYPE(0x080, Type.ULONG),
    CKA_ISSUER(0x081, Type.BYTES),
    CKA_SERIAL_NUMBER(0x082, Type.BYTES),
    CKA_KEY_TYPE(0x100, Type.ULONG),
    CKA_SUBJECT(0x101, Type.BYTES),
    CKA_ID(0x102, Type.BYTES),
    CKA_SENSITIVE(0x103, Type.BOOLEAN),
    CKA_DECRYPT(0x105, Type.BOOLEAN),
    CKA_UNWRAP(0x107, Type.BOOLEAN),
    CKA_SIGN(0x108, Type.BOOLEAN),
    CKA_SIGN_RECOVER(0x109, Type.BOOLEAN),
    CKA_VERIFY(0x10A, Type.BOOLEAN),
    CKA_DERIVE(0x10C, Type.BOOLEAN),
    CKA_MODULUS(0x120, Type.BYTES),
    CKA_MODULUS_BITS(0x121, Type.ULONG),
    CKA_PUBLIC_EXPONENT(0x122, Type.BYTES),
    CKA_PRIVATE_EXPONENT(0x123, Type.BYTES),
    CKA_PRIME_1(0x124, Type.BYTES),
    CKA_PRIME_2(0x125, Type.BYTES),
    CKA_EXPONENT_1(0x126, Type.BYTES),
    CKA_EXPONENT_2(0x127, Type.BYTES),
    CKA_COEFFICIENT(0x128, Type.BYTES),
    CKA_EXTRACTABLE(0x162, Type.BOOLEAN),
    CKA_LOCAL(0x163, Type.BOOLEAN),
    CKA_NEVER_EXTRACTABLE(0x164, Type.BOOLEAN),
    CKA_ALWAYS_SENSITIVE(0x165, Type.BOOLEAN),
    CKA_KEY_GEN_MECHANISM(0x166, Type.ULONG),
    CKA_MODIFIABLE(0x170, Type.BOOLEAN),
    CKA_ALWAYS_AUTHENTICATE(0x202, Type.BOOLEAN),
    CKA_ALLOWED_MECHANISMS(0x40000600, Type.BYTES);

    /** Value types. */
    enum Type {
        BOOLEAN(Boolean.class),
        ULONG(Long.class),
        BYTES(byte[].class);

        private final Class<?> form;

        Type(Class<?> form) {
            this.form = form;
        }

        boolean fits(Object value) {
            return form.isInstance(value);
        }
    }

    private final long code;
    private final Type type;

    CkAttribute(long code, Type type) {
        this.code = code;
        this.type = type;
    }

    long code() {
        return code;
    }

    /** The attribute with a value. Only values of its own type go down: on any other the native wrapper ends the process. */
    private CK_ATTRIBUTE with(Object value) {
        if (!type.fits(value)) {
            throw new IllegalArgumentException(this + ": " + value.getClass() + " (expected: " + type + ")");
        }
        return new CK_ATTRIBUTE(code, value);
    }

    /** The attributes with their values. */
    static CK_ATTRIBUTE[] template(Map<CkAttribute, ?> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey().with(entry.getValue()))
                .toArray(CK_ATTRIBUTE[]::new);
    }

    /** The value of a flag that was read. The wrapper does not know each attribute that is one. */
    static boolean flag(CK_ATTRIBUTE read) {
        return read.pValue instanceof byte[] raw ? raw[0] != 0 : read.getBoolean();
    }

    /** The bytes that were read. The wrapper hands over labels as text, a character for each byte, and what is known and empty as null. */
    static byte[] bytes(CK_ATTRIBUTE read) {
        if (read.pValue == null) {
            return new byte[0];
        }
        return read.pValue instanceof char[] text
                ? new String(text).getBytes(StandardCharsets.ISO_8859_1)
                : read.getByteArray();
    }
}
