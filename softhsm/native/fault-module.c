/* libfault-pkcs11.so: a PKCS#11 module that passes every call to a real one and injects faults on the way. For tests only.
 * README.md has the environment variables and the grammar of the control file. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "gate.h"
#include "journal.h"

/* The module behind; the same list as the gate's. */
static CK_FUNCTION_LIST *real;

#define WRAP(NAME, PARAMETERS, ARGUMENTS, AFTER, ...)                                                                  \
    static CK_RV fault_##NAME PARAMETERS                                                                               \
    {                                                                                                                  \
        struct call call = {.function = FUNCTION_##NAME, __VA_ARGS__};                                                 \
        if (gate_enter(&call)) {                                                                                       \
            call.rv = real->NAME == NULL ? CKR_FUNCTION_NOT_SUPPORTED : real->NAME ARGUMENTS;                          \
            if (call.rv == CKR_OK) {                                                                                   \
                AFTER;                                                                                                 \
            }                                                                                                          \
        }                                                                                                              \
        return gate_leave(&call);                                                                                      \
    }

#define NOTHING (void) 0
#define SESSION .session = session
#define TOKEN .needs_token = true

WRAP(C_Initialize, (void *arguments), (arguments), NOTHING, )
WRAP(C_Finalize, (void *reserved), (reserved), library_finalized(), )
WRAP(C_GetInfo, (CK_INFO * info), (info), NOTHING, )

WRAP(C_GetSlotList, (CK_BBOOL present, CK_SLOT_ID *slots, CK_ULONG *count), (present, slots, count),
     slots_listed(slots, count), .token_count = present ? count : NULL)
WRAP(C_GetSlotInfo, (CK_SLOT_ID slot, CK_SLOT_INFO *info), (slot_beneath(slot), info), slot_described(info), )
WRAP(C_GetTokenInfo, (CK_SLOT_ID slot, CK_TOKEN_INFO *info), (slot_beneath(slot), info), token_described(info), TOKEN)
WRAP(C_GetMechanismList, (CK_SLOT_ID slot, CK_MECHANISM_TYPE *list, CK_ULONG *count), (slot_beneath(slot), list, count),
     mechanisms_listed(list, count), TOKEN)
WRAP(C_GetMechanismInfo, (CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *info),
     (slot_beneath(slot), type, info), NOTHING, TOKEN, .describes = &type)
WRAP(C_InitToken, (CK_SLOT_ID slot, CK_BYTE *pin, CK_ULONG length, CK_BYTE *label),
     (slot_beneath(slot), pin, length, label), NOTHING, TOKEN)
WRAP(C_WaitForSlotEvent, (CK_FLAGS flags, CK_SLOT_ID *slot, void *reserved), (flags, slot, reserved),
     *slot = slot_above(*slot), .may_block = true)

WRAP(C_OpenSession,
     (CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify, CK_SESSION_HANDLE *session),
     (slot_beneath(slot), flags, application, notify, session), session_opened(*session, slot_beneath(slot)), TOKEN,
     .opens_session = true)
WRAP(C_CloseSession, (CK_SESSION_HANDLE session), (session), session_closed(session), SESSION)
WRAP(C_CloseAllSessions, (CK_SLOT_ID slot), (slot_beneath(slot)), slot_closed(slot_beneath(slot)), TOKEN)
WRAP(C_GetSessionInfo, (CK_SESSION_HANDLE session, CK_SESSION_INFO *info), (session, info),
     info->slotID = slot_above(info->slotID), SESSION)
WRAP(C_GetOperationState, (CK_SESSION_HANDLE session, CK_BYTE *state, CK_ULONG *length), (session, state, length), NOTHING,
     SESSION)
WRAP(C_SetOperationState,
     (CK_SESSION_HANDLE session, CK_BYTE *state, CK_ULONG length, CK_OBJECT_HANDLE cipher, CK_OBJECT_HANDLE signer),
     (session, state, length, handle_beneath(cipher), handle_beneath(signer)), NOTHING, SESSION)
WRAP(C_Login, (CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_BYTE *pin, CK_ULONG length), (session, user, pin, length),
     NOTHING, SESSION, .logs_in_user = user == CKU_USER)
WRAP(C_Logout, (CK_SESSION_HANDLE session), (session), NOTHING, SESSION)
WRAP(C_InitPIN, (CK_SESSION_HANDLE session, CK_BYTE *pin, CK_ULONG length), (session, pin, length), NOTHING, SESSION)
WRAP(C_SetPIN, (CK_SESSION_HANDLE session, CK_BYTE *old, CK_ULONG old_length, CK_BYTE *new, CK_ULONG new_length),
     (session, old, old_length, new, new_length), NOTHING, SESSION)

WRAP(C_CreateObject, (CK_SESSION_HANDLE session, CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *object),
     (session, template, count, object), *object = handle_above(*object), SESSION, .made = {template},
     .made_count = {count})
WRAP(C_CopyObject,
     (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *copy),
     (session, handle_beneath(object), template, count, copy), *copy = handle_above(*copy), SESSION)
WRAP(C_DestroyObject, (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object), (session, handle_beneath(object)), NOTHING,
     SESSION)
WRAP(C_GetObjectSize, (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ULONG *size),
     (session, handle_beneath(object), size), NOTHING, SESSION)
WRAP(C_GetAttributeValue, (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *template, CK_ULONG count),
     (session, handle_beneath(object), template, count), attributes_read(template, count), SESSION, .key = object,
     .read = template, .read_count = count)
WRAP(C_SetAttributeValue, (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *template, CK_ULONG count),
     (session, handle_beneath(object), template, count), NOTHING, SESSION, .key = object)
WRAP(C_FindObjectsInit, (CK_SESSION_HANDLE session, CK_ATTRIBUTE *template, CK_ULONG count), (session, template, count),
     NOTHING, SESSION)

static void objects_found(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG *count)
{
    *count = objects_hidden(session) ? 0 : *count;
    for (CK_ULONG i = 0; i < *count; i++) {
        objects[i] = handle_above(objects[i]);
    }
}

WRAP(C_FindObjects, (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG most, CK_ULONG *count),
     (session, objects, most, count), objects_found(session, objects, count), SESSION)
WRAP(C_FindObjectsFinal, (CK_SESSION_HANDLE session), (session), NOTHING, SESSION)

/* (session, mechanism, key), (session, in, out) and (session, data): the three shapes that most operations have. */
#define WRAP_INIT(NAME)                                                                                                \
    WRAP(NAME, (CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key),                             \
         (session, mechanism, handle_beneath(key)), NOTHING, SESSION, .key = key)
#define WRAP_TRANSFORM(NAME)                                                                                           \
    WRAP(NAME, (CK_SESSION_HANDLE session, CK_BYTE *in, CK_ULONG in_length, CK_BYTE *out, CK_ULONG *out_length),       \
         (session, in, in_length, out, out_length), NOTHING, SESSION)
#define WRAP_FEED(NAME)                                                                                                \
    WRAP(NAME, (CK_SESSION_HANDLE session, CK_BYTE *data, CK_ULONG length), (session, data, length), NOTHING, SESSION)
#define WRAP_FINAL(NAME)                                                                                               \
    WRAP(NAME, (CK_SESSION_HANDLE session, CK_BYTE *out, CK_ULONG *out_length), (session, out, out_length), NOTHING,   \
         SESSION)

WRAP_INIT(C_EncryptInit)
WRAP_TRANSFORM(C_Encrypt)
WRAP_TRANSFORM(C_EncryptUpdate)
WRAP_FINAL(C_EncryptFinal)
WRAP_INIT(C_DecryptInit)
WRAP_TRANSFORM(C_Decrypt)
WRAP_TRANSFORM(C_DecryptUpdate)
WRAP_FINAL(C_DecryptFinal)

WRAP(C_DigestInit, (CK_SESSION_HANDLE session, CK_MECHANISM *mechanism), (session, mechanism), NOTHING, SESSION)
WRAP_TRANSFORM(C_Digest)
WRAP_FEED(C_DigestUpdate)
WRAP(C_DigestKey, (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key), (session, handle_beneath(key)), NOTHING, SESSION)
WRAP_FINAL(C_DigestFinal)

WRAP(C_SignInit, (CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key),
     (session, mechanism, handle_beneath(key)), NOTHING, SESSION, .key = key, .signs_with = mechanism)
WRAP(C_Sign, (CK_SESSION_HANDLE session, CK_BYTE *data, CK_ULONG length, CK_BYTE *signature, CK_ULONG *signature_length),
     (session, data, length, signature, signature_length), NOTHING, SESSION, .signs = true, .signature = signature,
     .signature_length = signature_length)
WRAP_FEED(C_SignUpdate)
WRAP(C_SignFinal, (CK_SESSION_HANDLE session, CK_BYTE *signature, CK_ULONG *signature_length),
     (session, signature, signature_length), NOTHING, SESSION, .signs = true, .signature = signature,
     .signature_length = signature_length)
WRAP_INIT(C_SignRecoverInit)
WRAP_TRANSFORM(C_SignRecover)

WRAP_INIT(C_VerifyInit)
WRAP(C_Verify, (CK_SESSION_HANDLE session, CK_BYTE *data, CK_ULONG length, CK_BYTE *signature, CK_ULONG signature_length),
     (session, data, length, signature, signature_length), NOTHING, SESSION)
WRAP_FEED(C_VerifyUpdate)
WRAP_FEED(C_VerifyFinal)
WRAP_INIT(C_VerifyRecoverInit)
WRAP_TRANSFORM(C_VerifyRecover)

WRAP_TRANSFORM(C_DigestEncryptUpdate)
WRAP_TRANSFORM(C_DecryptDigestUpdate)
WRAP_TRANSFORM(C_SignEncryptUpdate)
WRAP_TRANSFORM(C_DecryptVerifyUpdate)

static void pair_made(CK_OBJECT_HANDLE *public_key, CK_OBJECT_HANDLE *private_key)
{
    *public_key = handle_above(*public_key);
    *private_key = handle_above(*private_key);
}

WRAP(C_GenerateKey,
     (CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *key),
     (session, mechanism, template, count, key), *key = handle_above(*key), SESSION)
WRAP(C_GenerateKeyPair,
     (CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_ATTRIBUTE *public_template, CK_ULONG public_count,
      CK_ATTRIBUTE *private_template, CK_ULONG private_count, CK_OBJECT_HANDLE *public_key, CK_OBJECT_HANDLE *private_key),
     (session, mechanism, public_template, public_count, private_template, private_count, public_key, private_key),
     pair_made(public_key, private_key), SESSION, .made = {public_template, private_template},
     .made_count = {public_count, private_count})
WRAP(C_WrapKey,
     (CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE key, CK_BYTE *out,
      CK_ULONG *out_length),
     (session, mechanism, handle_beneath(wrapping), handle_beneath(key), out, out_length), NOTHING, SESSION, .key = key)
WRAP(C_UnwrapKey,
     (CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE unwrapping, CK_BYTE *in, CK_ULONG in_length,
      CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *key),
     (session, mechanism, handle_beneath(unwrapping), in, in_length, template, count, key), *key = handle_above(*key),
     SESSION)
WRAP(C_DeriveKey,
     (CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, CK_ATTRIBUTE *template, CK_ULONG count,
      CK_OBJECT_HANDLE *key),
     (session, mechanism, handle_beneath(base), template, count, key), *key = handle_above(*key), SESSION)

WRAP_FEED(C_SeedRandom)
WRAP_FEED(C_GenerateRandom)
WRAP(C_GetFunctionStatus, (CK_SESSION_HANDLE session), (session), NOTHING, SESSION)
WRAP(C_CancelFunction, (CK_SESSION_HANDLE session), (session), NOTHING, SESSION)

static CK_RV fault_C_GetFunctionList(CK_FUNCTION_LIST **list);

#define LISTED(NAME, PARAMETERS) .NAME = fault_##NAME,
static CK_FUNCTION_LIST functions = {.version = {2, 40}, CRYPTOKI_FUNCTIONS(LISTED)};

static void load(void)
{
    const char *path = getenv("FAULT_PKCS11_MODULE");
    if (path == NULL || *path == '\0') {
        fprintf(stderr, "FAULT_PKCS11_MODULE: not set (expected: path of the PKCS#11 module behind this one)\n");
        return;
    }
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "FAULT_PKCS11_MODULE: %s\n", dlerror());
        return;
    }
    /* ISO C has no conversion from an object pointer to a function pointer; POSIX has, through memory. */
    CK_RV (*get_list)(CK_FUNCTION_LIST **list) = NULL;
    *(void **) &get_list = dlsym(library, "C_GetFunctionList");
    CK_FUNCTION_LIST *list = NULL;
    if (get_list == NULL || get_list(&list) != CKR_OK || list == NULL) {
        fprintf(stderr, "FAULT_PKCS11_MODULE: %s: no C_GetFunctionList (expected: a PKCS#11 module)\n", path);
        return;
    }
    if (journal_open(getenv("FAULT_PKCS11_LOG"), getenv("FAULT_PKCS11_STATUS"))) {
        gate_start(list, getenv("FAULT_PKCS11_CONTROL"));
        real = list;
    }
}

static CK_RV fault_C_GetFunctionList(CK_FUNCTION_LIST **list)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    if (real == NULL) {
        return CKR_GENERAL_ERROR;
    }
    struct call call = {.function = FUNCTION_C_GetFunctionList};
    if (gate_enter(&call)) {
        *list = &functions;
    }
    return gate_leave(&call);
}

__attribute__((visibility("default"))) CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list);

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list)
{
    return list == NULL ? CKR_ARGUMENTS_BAD : fault_C_GetFunctionList(list);
}
