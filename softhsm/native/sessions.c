#include "sessions.h"

#include "journal.h"

static struct session table[MAX_SESSIONS];
static size_t count;

bool sessions_add(struct session session)
{
    if (count == MAX_SESSIONS) {
        return false;
    }
    table[count++] = session;
    journal_sessions(count);
    return true;
}

struct session *sessions_find(CK_SESSION_HANDLE handle)
{
    for (size_t i = 0; i < count; i++) {
        if (table[i].handle == handle) {
            return &table[i];
        }
    }
    return NULL;
}

struct session *sessions_at(size_t index)
{
    return &table[index];
}

size_t sessions_count(void)
{
    return count;
}

struct session *sessions_on(CK_SLOT_ID slot)
{
    for (size_t i = 0; i < count; i++) {
        if (table[i].slot == slot) {
            return &table[i];
        }
    }
    return NULL;
}

void sessions_remove(CK_SESSION_HANDLE handle)
{
    struct session *session = sessions_find(handle);
    if (session != NULL) {
        *session = table[--count];
        journal_sessions(count);
    }
}

void sessions_remove_slot(CK_SLOT_ID slot)
{
    for (struct session *session = sessions_on(slot); session != NULL; session = sessions_on(slot)) {
        *session = table[--count];
    }
    journal_sessions(count);
}

void sessions_clear(void)
{
    count = 0;
    journal_sessions(count);
}
