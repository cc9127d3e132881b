/* One signature over one message: the mechanisms that the programs here know, and the call pair C_SignInit, C_Sign. */
#ifndef NATIVE_SIGNING_H
#define NATIVE_SIGNING_H

#include <stdbool.h>

#include "pkcs11.h"

enum { MAX_SIGNATURE = 2048 };

struct signing {
    CK_MECHANISM mechanism;
    CK_RSA_PKCS_PSS_PARAMS pss;
};

/* Sets the mechanism by its name in the standard, such as CKM_SHA256_RSA_PKCS_PSS, with SHA-256, MGF1 over SHA-256 and the salt
 * length in bytes where it is PSS. False: a name not known here. The structure must not be copied or moved afterwards. */
bool signing_set(struct signing *signing, const char *mechanism, CK_ULONG salt);

/* The length is the buffer's on the way in and the signature's on the way out. */
CK_RV sign_once(CK_FUNCTION_LIST *module, CK_SESSION_HANDLE session, struct signing *signing, CK_OBJECT_HANDLE key,
                CK_BYTE *message, CK_ULONG message_length, CK_BYTE *signature, CK_ULONG *signature_length);

#endif
