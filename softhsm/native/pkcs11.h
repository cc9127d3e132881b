/* The part of PKCS#11 v2.40 (OASIS) that these programs need: the types they look into, the function list, the return codes.
 * Names and layouts are those of the standard on Unix (natural alignment, CK_ULONG = unsigned long). */
#ifndef NATIVE_PKCS11_H
#define NATIVE_PKCS11_H

typedef unsigned char CK_BYTE;
typedef unsigned char CK_BBOOL;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_FLAGS;
typedef CK_ULONG CK_RV;
typedef CK_ULONG CK_SLOT_ID;
typedef CK_ULONG CK_SESSION_HANDLE;
typedef CK_ULONG CK_OBJECT_HANDLE;
typedef CK_ULONG CK_USER_TYPE;
typedef CK_ULONG CK_ATTRIBUTE_TYPE;
typedef CK_ULONG CK_MECHANISM_TYPE;
typedef CK_RV (*CK_NOTIFY)(CK_SESSION_HANDLE session, CK_ULONG event, void *application);

#define CK_INVALID_HANDLE 0UL
#define CKU_USER 1UL
#define CKS_RO_USER_FUNCTIONS 1UL
#define CKS_RW_USER_FUNCTIONS 3UL

#define CKF_OS_LOCKING_OK 0x2UL
#define CKF_RW_SESSION 0x2UL
#define CKF_SERIAL_SESSION 0x4UL
#define CKF_TOKEN_PRESENT 0x1UL
#define CKF_REMOVABLE_DEVICE 0x2UL
#define CKF_USER_PIN_COUNT_LOW 0x10000UL
#define CKF_USER_PIN_FINAL_TRY 0x20000UL
#define CKF_USER_PIN_LOCKED 0x40000UL

#define CKA_CLASS 0x0UL
#define CKA_TOKEN 0x1UL
#define CKA_PRIVATE 0x2UL
#define CKA_LABEL 0x3UL
#define CKA_SENSITIVE 0x103UL
#define CKA_SIGN_RECOVER 0x109UL
#define CKA_DERIVE 0x10CUL
#define CKA_PRIVATE_EXPONENT 0x123UL
#define CKA_PRIME_1 0x124UL
#define CKA_EXTRACTABLE 0x162UL
#define CKA_LOCAL 0x163UL
#define CKA_NEVER_EXTRACTABLE 0x164UL
#define CKA_KEY_GEN_MECHANISM 0x166UL
#define CKA_MODIFIABLE 0x170UL
#define CKA_ALWAYS_AUTHENTICATE 0x202UL
#define CKA_ALLOWED_MECHANISMS 0x40000600UL
#define CKO_DATA 0x0UL
#define CKO_PUBLIC_KEY 0x2UL
#define CKO_PRIVATE_KEY 0x3UL

#define CKM_RSA_PKCS_KEY_PAIR_GEN 0x0UL
#define CKM_RSA_PKCS 0x1UL
#define CKM_RSA_PKCS_PSS 0xDUL
#define CKM_SHA256_RSA_PKCS 0x40UL
#define CKM_SHA256_RSA_PKCS_PSS 0x43UL
#define CKM_SHA256 0x250UL
#define CKG_MGF1_SHA256 0x2UL

typedef struct {
    CK_BYTE major;
    CK_BYTE minor;
} CK_VERSION;

typedef struct ck_info CK_INFO;
typedef struct ck_mechanism_info CK_MECHANISM_INFO;

typedef struct {
    CK_BYTE slotDescription[64];
    CK_BYTE manufacturerID[32];
    CK_FLAGS flags;
    CK_VERSION hardwareVersion;
    CK_VERSION firmwareVersion;
} CK_SLOT_INFO;

typedef struct {
    CK_BYTE label[32];
    CK_BYTE manufacturerID[32];
    CK_BYTE model[16];
    CK_BYTE serialNumber[16];
    CK_FLAGS flags;
    CK_ULONG ulMaxSessionCount;
    CK_ULONG ulSessionCount;
    CK_ULONG ulMaxRwSessionCount;
    CK_ULONG ulRwSessionCount;
    CK_ULONG ulMaxPinLen;
    CK_ULONG ulMinPinLen;
    CK_ULONG ulTotalPublicMemory;
    CK_ULONG ulFreePublicMemory;
    CK_ULONG ulTotalPrivateMemory;
    CK_ULONG ulFreePrivateMemory;
    CK_VERSION hardwareVersion;
    CK_VERSION firmwareVersion;
    CK_BYTE utcTime[16];
} CK_TOKEN_INFO;

typedef struct {
    CK_SLOT_ID slotID;
    CK_ULONG state;
    CK_FLAGS flags;
    CK_ULONG ulDeviceError;
} CK_SESSION_INFO;

typedef struct {
    CK_ATTRIBUTE_TYPE type;
    void *pValue;
    CK_ULONG ulValueLen;
} CK_ATTRIBUTE;

typedef struct {
    CK_MECHANISM_TYPE mechanism;
    void *pParameter;
    CK_ULONG ulParameterLen;
} CK_MECHANISM;

typedef struct {
    CK_MECHANISM_TYPE hashAlg;
    CK_ULONG mgf;
    CK_ULONG sLen;
} CK_RSA_PKCS_PSS_PARAMS;

typedef struct {
    CK_RV (*CreateMutex)(void **mutex);
    CK_RV (*DestroyMutex)(void *mutex);
    CK_RV (*LockMutex)(void *mutex);
    CK_RV (*UnlockMutex)(void *mutex);
    CK_FLAGS flags;
    void *pReserved;
} CK_C_INITIALIZE_ARGS;

typedef struct ck_function_list CK_FUNCTION_LIST;

/* Every function of the v2.40 list, in the list's order: X(name, parameter types). */
#define CRYPTOKI_FUNCTIONS(X)                                                                                          \
    X(C_Initialize, (void *))                                                                                          \
    X(C_Finalize, (void *))                                                                                            \
    X(C_GetInfo, (CK_INFO *))                                                                                          \
    X(C_GetFunctionList, (CK_FUNCTION_LIST * *))                                                                       \
    X(C_GetSlotList, (CK_BBOOL, CK_SLOT_ID *, CK_ULONG *))                                                             \
    X(C_GetSlotInfo, (CK_SLOT_ID, CK_SLOT_INFO *))                                                                     \
    X(C_GetTokenInfo, (CK_SLOT_ID, CK_TOKEN_INFO *))                                                                   \
    X(C_GetMechanismList, (CK_SLOT_ID, CK_MECHANISM_TYPE *, CK_ULONG *))                                               \
    X(C_GetMechanismInfo, (CK_SLOT_ID, CK_MECHANISM_TYPE, CK_MECHANISM_INFO *))                                        \
    X(C_InitToken, (CK_SLOT_ID, CK_BYTE *, CK_ULONG, CK_BYTE *))                                                       \
    X(C_InitPIN, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG))                                                             \
    X(C_SetPIN, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG))                                         \
    X(C_OpenSession, (CK_SLOT_ID, CK_FLAGS, void *, CK_NOTIFY, CK_SESSION_HANDLE *))                                   \
    X(C_CloseSession, (CK_SESSION_HANDLE))                                                                             \
    X(C_CloseAllSessions, (CK_SLOT_ID))                                                                                \
    X(C_GetSessionInfo, (CK_SESSION_HANDLE, CK_SESSION_INFO *))                                                        \
    X(C_GetOperationState, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG *))                                                 \
    X(C_SetOperationState, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_OBJECT_HANDLE, CK_OBJECT_HANDLE))               \
    X(C_Login, (CK_SESSION_HANDLE, CK_USER_TYPE, CK_BYTE *, CK_ULONG))                                                 \
    X(C_Logout, (CK_SESSION_HANDLE))                                                                                   \
    X(C_CreateObject, (CK_SESSION_HANDLE, CK_ATTRIBUTE *, CK_ULONG, CK_OBJECT_HANDLE *))                               \
    X(C_CopyObject, (CK_SESSION_HANDLE, CK_OBJECT_HANDLE, CK_ATTRIBUTE *, CK_ULONG, CK_OBJECT_HANDLE *))               \
    X(C_DestroyObject, (CK_SESSION_HANDLE, CK_OBJECT_HANDLE))                                                          \
    X(C_GetObjectSize, (CK_SESSION_HANDLE, CK_OBJECT_HANDLE, CK_ULONG *))                                              \
    X(C_GetAttributeValue, (CK_SESSION_HANDLE, CK_OBJECT_HANDLE, CK_ATTRIBUTE *, CK_ULONG))                            \
    X(C_SetAttributeValue, (CK_SESSION_HANDLE, CK_OBJECT_HANDLE, CK_ATTRIBUTE *, CK_ULONG))                            \
    X(C_FindObjectsInit, (CK_SESSION_HANDLE, CK_ATTRIBUTE *, CK_ULONG))                                                \
    X(C_FindObjects, (CK_SESSION_HANDLE, CK_OBJECT_HANDLE *, CK_ULONG, CK_ULONG *))                                    \
    X(C_FindObjectsFinal, (CK_SESSION_HANDLE))                                                                         \
    X(C_EncryptInit, (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE))                                            \
    X(C_Encrypt, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                                      \
    X(C_EncryptUpdate, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                                \
    X(C_EncryptFinal, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG *))                                                      \
    X(C_DecryptInit, (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE))                                            \
    X(C_Decrypt, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                                      \
    X(C_DecryptUpdate, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                                \
    X(C_DecryptFinal, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG *))                                                      \
    X(C_DigestInit, (CK_SESSION_HANDLE, CK_MECHANISM *))                                                               \
    X(C_Digest, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                                       \
    X(C_DigestUpdate, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG))                                                        \
    X(C_DigestKey, (CK_SESSION_HANDLE, CK_OBJECT_HANDLE))                                                              \
    X(C_DigestFinal, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG *))                                                       \
    X(C_SignInit, (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE))                                               \
    X(C_Sign, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                                         \
    X(C_SignUpdate, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG))                                                          \
    X(C_SignFinal, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG *))                                                         \
    X(C_SignRecoverInit, (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE))                                        \
    X(C_SignRecover, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                                  \
    X(C_VerifyInit, (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE))                                             \
    X(C_Verify, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG))                                         \
    X(C_VerifyUpdate, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG))                                                        \
    X(C_VerifyFinal, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG))                                                         \
    X(C_VerifyRecoverInit, (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE))                                      \
    X(C_VerifyRecover, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                                \
    X(C_DigestEncryptUpdate, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                          \
    X(C_DecryptDigestUpdate, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                          \
    X(C_SignEncryptUpdate, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                            \
    X(C_DecryptVerifyUpdate, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))                          \
    X(C_GenerateKey, (CK_SESSION_HANDLE, CK_MECHANISM *, CK_ATTRIBUTE *, CK_ULONG, CK_OBJECT_HANDLE *))                \
    X(C_GenerateKeyPair, (CK_SESSION_HANDLE, CK_MECHANISM *, CK_ATTRIBUTE *, CK_ULONG, CK_ATTRIBUTE *, CK_ULONG,       \
                          CK_OBJECT_HANDLE *, CK_OBJECT_HANDLE *))                                                     \
    X(C_WrapKey,                                                                                                       \
      (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE, CK_OBJECT_HANDLE, CK_BYTE *, CK_ULONG *))                  \
    X(C_UnwrapKey, (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE, CK_BYTE *, CK_ULONG, CK_ATTRIBUTE *,          \
                    CK_ULONG, CK_OBJECT_HANDLE *))                                                                     \
    X(C_DeriveKey,                                                                                                     \
      (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE, CK_ATTRIBUTE *, CK_ULONG, CK_OBJECT_HANDLE *))             \
    X(C_SeedRandom, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG))                                                          \
    X(C_GenerateRandom, (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG))                                                      \
    X(C_GetFunctionStatus, (CK_SESSION_HANDLE))                                                                        \
    X(C_CancelFunction, (CK_SESSION_HANDLE))                                                                           \
    X(C_WaitForSlotEvent, (CK_FLAGS, CK_SLOT_ID *, void *))

#define CRYPTOKI_MEMBER(NAME, PARAMETERS) CK_RV(*NAME) PARAMETERS;
struct ck_function_list {
    CK_VERSION version;
    CRYPTOKI_FUNCTIONS(CRYPTOKI_MEMBER)
};
#undef CRYPTOKI_MEMBER

/* Every return code of v2.40 but the vendors' own (0x80000000 and above, too large for an enum): X(name, value). */
#define CRYPTOKI_RETURN_CODES(X)                                                                                       \
    X(CKR_OK, 0x0)                                                                                                     \
    X(CKR_CANCEL, 0x1)                                                                                                 \
    X(CKR_HOST_MEMORY, 0x2)                                                                                            \
    X(CKR_SLOT_ID_INVALID, 0x3)                                                                                        \
    X(CKR_GENERAL_ERROR, 0x5)                                                                                          \
    X(CKR_FUNCTION_FAILED, 0x6)                                                                                        \
    X(CKR_ARGUMENTS_BAD, 0x7)                                                                                          \
    X(CKR_NO_EVENT, 0x8)                                                                                               \
    X(CKR_NEED_TO_CREATE_THREADS, 0x9)                                                                                 \
    X(CKR_CANT_LOCK, 0xA)                                                                                              \
    X(CKR_ATTRIBUTE_READ_ONLY, 0x10)                                                                                   \
    X(CKR_ATTRIBUTE_SENSITIVE, 0x11)                                                                                   \
    X(CKR_ATTRIBUTE_TYPE_INVALID, 0x12)                                                                                \
    X(CKR_ATTRIBUTE_VALUE_INVALID, 0x13)                                                                               \
    X(CKR_ACTION_PROHIBITED, 0x1B)                                                                                     \
    X(CKR_DATA_INVALID, 0x20)                                                                                          \
    X(CKR_DATA_LEN_RANGE, 0x21)                                                                                        \
    X(CKR_DEVICE_ERROR, 0x30)                                                                                          \
    X(CKR_DEVICE_MEMORY, 0x31)                                                                                         \
    X(CKR_DEVICE_REMOVED, 0x32)                                                                                        \
    X(CKR_ENCRYPTED_DATA_INVALID, 0x40)                                                                                \
    X(CKR_ENCRYPTED_DATA_LEN_RANGE, 0x41)                                                                              \
    X(CKR_FUNCTION_CANCELED, 0x50)                                                                                     \
    X(CKR_FUNCTION_NOT_PARALLEL, 0x51)                                                                                 \
    X(CKR_FUNCTION_NOT_SUPPORTED, 0x54)                                                                                \
    X(CKR_KEY_HANDLE_INVALID, 0x60)                                                                                    \
    X(CKR_KEY_SIZE_RANGE, 0x62)                                                                                        \
    X(CKR_KEY_TYPE_INCONSISTENT, 0x63)                                                                                 \
    X(CKR_KEY_NOT_NEEDED, 0x64)                                                                                        \
    X(CKR_KEY_CHANGED, 0x65)                                                                                           \
    X(CKR_KEY_NEEDED, 0x66)                                                                                            \
    X(CKR_KEY_INDIGESTIBLE, 0x67)                                                                                      \
    X(CKR_KEY_FUNCTION_NOT_PERMITTED, 0x68)                                                                            \
    X(CKR_KEY_NOT_WRAPPABLE, 0x69)                                                                                     \
    X(CKR_KEY_UNEXTRACTABLE, 0x6A)                                                                                     \
    X(CKR_MECHANISM_INVALID, 0x70)                                                                                     \
    X(CKR_MECHANISM_PARAM_INVALID, 0x71)                                                                               \
    X(CKR_OBJECT_HANDLE_INVALID, 0x82)                                                                                 \
    X(CKR_OPERATION_ACTIVE, 0x90)                                                                                      \
    X(CKR_OPERATION_NOT_INITIALIZED, 0x91)                                                                             \
    X(CKR_PIN_INCORRECT, 0xA0)                                                                                         \
    X(CKR_PIN_INVALID, 0xA1)                                                                                           \
    X(CKR_PIN_LEN_RANGE, 0xA2)                                                                                         \
    X(CKR_PIN_EXPIRED, 0xA3)                                                                                           \
    X(CKR_PIN_LOCKED, 0xA4)                                                                                            \
    X(CKR_SESSION_CLOSED, 0xB0)                                                                                        \
    X(CKR_SESSION_COUNT, 0xB1)                                                                                         \
    X(CKR_SESSION_HANDLE_INVALID, 0xB3)                                                                                \
    X(CKR_SESSION_PARALLEL_NOT_SUPPORTED, 0xB4)                                                                        \
    X(CKR_SESSION_READ_ONLY, 0xB5)                                                                                     \
    X(CKR_SESSION_EXISTS, 0xB6)                                                                                        \
    X(CKR_SESSION_READ_ONLY_EXISTS, 0xB7)                                                                              \
    X(CKR_SESSION_READ_WRITE_SO_EXISTS, 0xB8)                                                                          \
    X(CKR_SIGNATURE_INVALID, 0xC0)                                                                                     \
    X(CKR_SIGNATURE_LEN_RANGE, 0xC1)                                                                                   \
    X(CKR_TEMPLATE_INCOMPLETE, 0xD0)                                                                                   \
    X(CKR_TEMPLATE_INCONSISTENT, 0xD1)                                                                                 \
    X(CKR_TOKEN_NOT_PRESENT, 0xE0)                                                                                     \
    X(CKR_TOKEN_NOT_RECOGNIZED, 0xE1)                                                                                  \
    X(CKR_TOKEN_WRITE_PROTECTED, 0xE2)                                                                                 \
    X(CKR_UNWRAPPING_KEY_HANDLE_INVALID, 0xF0)                                                                         \
    X(CKR_UNWRAPPING_KEY_SIZE_RANGE, 0xF1)                                                                             \
    X(CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT, 0xF2)                                                                      \
    X(CKR_USER_ALREADY_LOGGED_IN, 0x100)                                                                               \
    X(CKR_USER_NOT_LOGGED_IN, 0x101)                                                                                   \
    X(CKR_USER_PIN_NOT_INITIALIZED, 0x102)                                                                             \
    X(CKR_USER_TYPE_INVALID, 0x103)                                                                                    \
    X(CKR_USER_ANOTHER_ALREADY_LOGGED_IN, 0x104)                                                                       \
    X(CKR_USER_TOO_MANY_TYPES, 0x105)                                                                                  \
    X(CKR_WRAPPED_KEY_INVALID, 0x110)                                                                                  \
    X(CKR_WRAPPED_KEY_LEN_RANGE, 0x112)                                                                                \
    X(CKR_WRAPPING_KEY_HANDLE_INVALID, 0x113)                                                                          \
    X(CKR_WRAPPING_KEY_SIZE_RANGE, 0x114)                                                                              \
    X(CKR_WRAPPING_KEY_TYPE_INCONSISTENT, 0x115)                                                                       \
    X(CKR_RANDOM_SEED_NOT_SUPPORTED, 0x120)                                                                            \
    X(CKR_RANDOM_NO_RNG, 0x121)                                                                                        \
    X(CKR_DOMAIN_PARAMS_INVALID, 0x130)                                                                                \
    X(CKR_CURVE_NOT_SUPPORTED, 0x140)                                                                                  \
    X(CKR_BUFFER_TOO_SMALL, 0x150)                                                                                     \
    X(CKR_SAVED_STATE_INVALID, 0x160)                                                                                  \
    X(CKR_INFORMATION_SENSITIVE, 0x170)                                                                                \
    X(CKR_STATE_UNSAVEABLE, 0x180)                                                                                     \
    X(CKR_CRYPTOKI_NOT_INITIALIZED, 0x190)                                                                             \
    X(CKR_CRYPTOKI_ALREADY_INITIALIZED, 0x191)                                                                         \
    X(CKR_MUTEX_BAD, 0x1A0)                                                                                            \
    X(CKR_MUTEX_NOT_LOCKED, 0x1A1)                                                                                     \
    X(CKR_NEW_PIN_MODE, 0x1B0)                                                                                         \
    X(CKR_NEXT_OTP, 0x1B1)                                                                                             \
    X(CKR_EXCEEDED_MAX_ITERATIONS, 0x1B5)                                                                              \
    X(CKR_FIPS_SELF_TEST_FAILED, 0x1B6)                                                                                \
    X(CKR_LIBRARY_LOAD_FAILED, 0x1B7)                                                                                  \
    X(CKR_PIN_TOO_WEAK, 0x1B8)                                                                                         \
    X(CKR_PUBLIC_KEY_INVALID, 0x1B9)                                                                                   \
    X(CKR_FUNCTION_REJECTED, 0x200)

#define CRYPTOKI_CODE(NAME, VALUE) NAME = VALUE,
enum ck_return_code { CRYPTOKI_RETURN_CODES(CRYPTOKI_CODE) };
#undef CRYPTOKI_CODE

#endif
