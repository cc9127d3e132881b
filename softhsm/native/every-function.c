#include "every-function.h"

#include <stddef.h>

#include "token.h"

#define CHECK(NAME, ARGUMENTS)                                                                                         \
    do {                                                                                                               \
        CK_RV rv = module->NAME ARGUMENTS;                                                                             \
        if (rv != expected) {                                                                                          \
            fail_rv(#NAME, rv);                                                                                        \
        }                                                                                                              \
    } while (0)

void every_function(CK_FUNCTION_LIST *module, CK_RV expected)
{
    CK_FUNCTION_LIST *list = NULL;
    CHECK(C_Initialize, (NULL));
    CHECK(C_Finalize, (NULL));
    CHECK(C_GetInfo, (NULL));
    CHECK(C_GetFunctionList, (&list));
    CHECK(C_GetSlotList, (0, NULL, NULL));
    CHECK(C_GetSlotInfo, (0, NULL));
    CHECK(C_GetTokenInfo, (0, NULL));
    CHECK(C_GetMechanismList, (0, NULL, NULL));
    CHECK(C_GetMechanismInfo, (0, 0, NULL));
    CHECK(C_InitToken, (0, NULL, 0, NULL));
    CHECK(C_InitPIN, (0, NULL, 0));
    CHECK(C_SetPIN, (0, NULL, 0, NULL, 0));
    CHECK(C_OpenSession, (0, 0, NULL, NULL, NULL));
    CHECK(C_CloseSession, (0));
    CHECK(C_CloseAllSessions, (0));
    CHECK(C_GetSessionInfo, (0, NULL));
    CHECK(C_GetOperationState, (0, NULL, NULL));
    CHECK(C_SetOperationState, (0, NULL, 0, 0, 0));
    CHECK(C_Login, (0, 0, NULL, 0));
    CHECK(C_Logout, (0));
    CHECK(C_CreateObject, (0, NULL, 0, NULL));
    CHECK(C_CopyObject, (0, 0, NULL, 0, NULL));
    CHECK(C_DestroyObject, (0, 0));
    CHECK(C_GetObjectSize, (0, 0, NULL));
    CHECK(C_GetAttributeValue, (0, 0, NULL, 0));
    CHECK(C_SetAttributeValue, (0, 0, NULL, 0));
    CHECK(C_FindObjectsInit, (0, NULL, 0));
    CHECK(C_FindObjects, (0, NULL, 0, NULL));
    CHECK(C_FindObjectsFinal, (0));
    CHECK(C_EncryptInit, (0, NULL, 0));
    CHECK(C_Encrypt, (0, NULL, 0, NULL, NULL));
    CHECK(C_EncryptUpdate, (0, NULL, 0, NULL, NULL));
    CHECK(C_EncryptFinal, (0, NULL, NULL));
    CHECK(C_DecryptInit, (0, NULL, 0));
    CHECK(C_Decrypt, (0, NULL, 0, NULL, NULL));
    CHECK(C_DecryptUpdate, (0, NULL, 0, NULL, NULL));
    CHECK(C_DecryptFinal, (0, NULL, NULL));
    CHECK(C_DigestInit, (0, NULL));
    CHECK(C_Digest, (0, NULL, 0, NULL, NULL));
    CHECK(C_DigestUpdate, (0, NULL, 0));
    CHECK(C_DigestKey, (0, 0));
    CHECK(C_DigestFinal, (0, NULL, NULL));
    CHECK(C_SignInit, (0, NULL, 0));
    CHECK(C_Sign, (0, NULL, 0, NULL, NULL));
    CHECK(C_SignUpdate, (0, NULL, 0));
    CHECK(C_SignFinal, (0, NULL, NULL));
    CHECK(C_SignRecoverInit, (0, NULL, 0));
    CHECK(C_SignRecover, (0, NULL, 0, NULL, NULL));
    CHECK(C_VerifyInit, (0, NULL, 0));
    CHECK(C_Verify, (0, NULL, 0, NULL, 0));
    CHECK(C_VerifyUpdate, (0, NULL, 0));
    CHECK(C_VerifyFinal, (0, NULL, 0));
    CHECK(C_VerifyRecoverInit, (0, NULL, 0));
    CHECK(C_VerifyRecover, (0, NULL, 0, NULL, NULL));
    CHECK(C_DigestEncryptUpdate, (0, NULL, 0, NULL, NULL));
    CHECK(C_DecryptDigestUpdate, (0, NULL, 0, NULL, NULL));
    CHECK(C_SignEncryptUpdate, (0, NULL, 0, NULL, NULL));
    CHECK(C_DecryptVerifyUpdate, (0, NULL, 0, NULL, NULL));
    CHECK(C_GenerateKey, (0, NULL, NULL, 0, NULL));
    CHECK(C_GenerateKeyPair, (0, NULL, NULL, 0, NULL, 0, NULL, NULL));
    CHECK(C_WrapKey, (0, NULL, 0, 0, NULL, NULL));
    CHECK(C_UnwrapKey, (0, NULL, 0, NULL, 0, NULL, 0, NULL));
    CHECK(C_DeriveKey, (0, NULL, 0, NULL, 0, NULL));
    CHECK(C_SeedRandom, (0, NULL, 0));
    CHECK(C_GenerateRandom, (0, NULL, 0));
    CHECK(C_GetFunctionStatus, (0));
    CHECK(C_CancelFunction, (0));
    CHECK(C_WaitForSlotEvent, (0, NULL, NULL));
}
