/* The open sessions of the module behind, by handle. Not thread safe: the gate calls it under its lock. */
#ifndef NATIVE_SESSIONS_H
#define NATIVE_SESSIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "pkcs11.h"

enum { MAX_SESSIONS = 4096 };

struct session {
    CK_SESSION_HANDLE handle;
    CK_SLOT_ID slot; /* as the module behind names it */
    long used_ms;    /* monotonic clock */
    unsigned busy;   /* calls under way */
    bool stuck;      /* an operation stays active until the session is closed */
};

/* False: the table is full. */
bool sessions_add(struct session session);

/* Null where no such session is open. The pointer holds until the next change of the table. */
struct session *sessions_find(CK_SESSION_HANDLE handle);
struct session *sessions_at(size_t index);
size_t sessions_count(void);

/* Any session of the slot. */
struct session *sessions_on(CK_SLOT_ID slot);

void sessions_remove(CK_SESSION_HANDLE handle);
void sessions_remove_slot(CK_SLOT_ID slot);
void sessions_clear(void);

#endif
