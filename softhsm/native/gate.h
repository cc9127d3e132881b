/* Where every call of the fault module goes in and out: decides by the control file what happens to it. Thread safe. */
#ifndef NATIVE_GATE_H
#define NATIVE_GATE_H

#include <stdbool.h>

#include "control.h"
#include "pkcs11.h"

/* What becomes of a call besides the state of the token; the rules that met it. */
struct plan {
    bool active[FAULT_COUNT];
    unsigned long value[FAULT_COUNT];
};

struct call {
    enum function function;
    CK_SESSION_HANDLE session; /* 0: the function takes none */
    CK_OBJECT_HANDLE key;      /* 0: none; for the log */
    bool needs_token;          /* takes a slot whose token must be present */
    CK_ULONG *token_count;     /* where the number of slots with tokens goes; null: does not list those */
    bool opens_session;
    bool logs_in_user;
    bool may_block; /* waits for events in the module behind: nothing waits for its end */
    const CK_MECHANISM *signs_with; /* null: starts no signature */
    const CK_MECHANISM_TYPE *describes; /* the mechanism asked for; null: none */
    const CK_ATTRIBUTE *made[2]; /* templates of what is to be made */
    CK_ULONG made_count[2];
    const CK_ATTRIBUTE *read; /* what is to be read; null: nothing */
    CK_ULONG read_count;
    bool signs;     /* with a null signature: asks for the length only */
    CK_BYTE *signature;
    CK_ULONG *signature_length;

    CK_RV rv; /* what the module behind, or the gate in its place, returned */

    bool passed; /* from here on the gate's own */
    struct plan plan;
    unsigned long load;
    long signing_end_ms;
};

/* Starts with the module behind and the path of the control file, which may be null. */
void gate_start(CK_FUNCTION_LIST *module, const char *control_path);

/* True: make the real call, and put its result into call->rv. Either way gate_leave follows. */
bool gate_enter(struct call *call);

/* What the caller gets. */
CK_RV gate_leave(struct call *call);

/* Names as the caller knows them (above) and as the module behind does (beneath). A stale handle is CK_INVALID_HANDLE beneath. */
CK_SLOT_ID slot_beneath(CK_SLOT_ID above);
CK_SLOT_ID slot_above(CK_SLOT_ID beneath);
CK_OBJECT_HANDLE handle_beneath(CK_OBJECT_HANDLE above);
CK_OBJECT_HANDLE handle_above(CK_OBJECT_HANDLE beneath);

/* What a real call that went well changes: in what the caller sees, and in what the gate knows. */
void slots_listed(CK_SLOT_ID *slots, const CK_ULONG *count);
void slot_described(CK_SLOT_INFO *info);
void token_described(CK_TOKEN_INFO *info);
/* Whether the token shows no objects to this session, because nobody has logged in. */
bool objects_hidden(CK_SESSION_HANDLE session);

void mechanisms_listed(CK_MECHANISM_TYPE *list, CK_ULONG *count);
void attributes_read(CK_ATTRIBUTE *template, CK_ULONG count);
void session_opened(CK_SESSION_HANDLE session, CK_SLOT_ID slot_beneath);
void session_closed(CK_SESSION_HANDLE session);
void slot_closed(CK_SLOT_ID slot_beneath);
void library_finalized(void);

#endif
