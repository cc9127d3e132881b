#include "signing.h"

#include <string.h>

static const struct {
    const char *name;
    CK_MECHANISM_TYPE type;
    bool pss;
} MECHANISMS[] = {
    {"CKM_SHA256_RSA_PKCS_PSS", CKM_SHA256_RSA_PKCS_PSS, true},
    {"CKM_RSA_PKCS_PSS", CKM_RSA_PKCS_PSS, true},
    {"CKM_SHA256_RSA_PKCS", CKM_SHA256_RSA_PKCS, false},
    {"CKM_RSA_PKCS", CKM_RSA_PKCS, false},
};

bool signing_set(struct signing *signing, const char *mechanism, CK_ULONG salt)
{
    for (size_t i = 0; i < sizeof MECHANISMS / sizeof MECHANISMS[0]; i++) {
        if (strcmp(MECHANISMS[i].name, mechanism) == 0) {
            signing->pss = (CK_RSA_PKCS_PSS_PARAMS){.hashAlg = CKM_SHA256, .mgf = CKG_MGF1_SHA256, .sLen = salt};
            signing->mechanism = (CK_MECHANISM){.mechanism = MECHANISMS[i].type};
            if (MECHANISMS[i].pss) {
                signing->mechanism.pParameter = &signing->pss;
                signing->mechanism.ulParameterLen = sizeof signing->pss;
            }
            return true;
        }
    }
    return false;
}

CK_RV sign_once(CK_FUNCTION_LIST *module, CK_SESSION_HANDLE session, struct signing *signing, CK_OBJECT_HANDLE key,
                CK_BYTE *message, CK_ULONG message_length, CK_BYTE *signature, CK_ULONG *signature_length)
{
    CK_RV rv = module->C_SignInit(session, &signing->mechanism, key);
    return rv != CKR_OK ? rv : module->C_Sign(session, message, message_length, signature, signature_length);
}
