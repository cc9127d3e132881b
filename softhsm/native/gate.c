#include "gate.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "journal.h"
#include "sessions.h"
#include "watched-file.h"

/* Handles above carry the epoch in their upper half. */
#define EPOCH_SHIFT (sizeof(CK_OBJECT_HANDLE) * 4)
#define HANDLE_MASK ((1UL << EPOCH_SHIFT) - 1)

enum { HANG_POLL_MS = 10 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static CK_FUNCTION_LIST *real;
static struct watched_file control_file;
static struct control control;
static bool control_wrong;
static unsigned long loads;
static unsigned inside;  /* real calls under way */
static bool quiet;       /* an action waits for inside == 0, or is under way: nobody enters */
static unsigned opening; /* C_OpenSession calls under way */
static unsigned long wrong_pins;
static unsigned long epoch;
static CK_OBJECT_HANDLE swapped[2];
static long signing_free_ms; /* when the one signing unit is free again */

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void sleep_until(long ms)
{
    struct timespec end = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR) {
    }
}

void gate_start(CK_FUNCTION_LIST *module, const char *control_path)
{
    real = module;
    control_file.path = control_path;
}

/* ---- what is done beneath the caller, once, when a control file is taken; all under the lock, with nobody inside ---- */

static void forget_sessions(void)
{
    sessions_clear();
    swapped[0] = swapped[1] = CK_INVALID_HANDLE;
}

static void close_sessions(void)
{
    while (sessions_count() > 0) {
        CK_SLOT_ID slot = sessions_at(0)->slot;
        CK_RV rv = real->C_CloseAllSessions(slot);
        sessions_remove_slot(slot);
        journal_note("beneath C_CloseAllSessions slot=%lu %s", slot, rv_name(rv).text);
    }
}

static void log_out(void)
{
    for (size_t i = 0; i < sessions_count(); i++) {
        struct session *session = sessions_at(i);
        if (sessions_on(session->slot) == session) {
            CK_RV rv = real->C_Logout(session->handle);
            journal_note("beneath C_Logout slot=%lu %s", session->slot, rv_name(rv).text);
        }
    }
}

static void finalize(void)
{
    CK_RV rv = real->C_Finalize(NULL);
    forget_sessions();
    journal_note("beneath C_Finalize %s", rv_name(rv).text);
}

static CK_OBJECT_HANDLE find_private_key(CK_SESSION_HANDLE session, char *label)
{
    CK_ULONG private_key = CKO_PRIVATE_KEY;
    CK_ATTRIBUTE template[] = {
        {CKA_CLASS, &private_key, sizeof private_key},
        {CKA_LABEL, label, strlen(label)},
    };
    CK_OBJECT_HANDLE found[2];
    CK_ULONG count = 0;
    if (real->C_FindObjectsInit(session, template, 2) != CKR_OK) {
        return CK_INVALID_HANDLE;
    }
    CK_RV rv = real->C_FindObjects(session, found, 2, &count);
    real->C_FindObjectsFinal(session);
    return rv == CKR_OK && count == 1 ? found[0] : CK_INVALID_HANDLE;
}

static bool swap_keys(char problem[MAX_PROBLEM])
{
    swapped[0] = swapped[1] = CK_INVALID_HANDLE;
    if (control.swapped[0][0] == '\0') {
        return true;
    }
    CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
    if (sessions_count() == 0
        || real->C_OpenSession(sessions_at(0)->slot, CKF_SERIAL_SESSION, NULL, NULL, &session) != CKR_OK) {
        snprintf(problem, MAX_PROBLEM, "swap-keys: no session (expected: a caller that has logged in)");
        return false;
    }
    CK_OBJECT_HANDLE first = find_private_key(session, control.swapped[0]);
    CK_OBJECT_HANDLE second = find_private_key(session, control.swapped[1]);
    real->C_CloseSession(session);
    if (first == CK_INVALID_HANDLE || second == CK_INVALID_HANDLE) {
        snprintf(problem, MAX_PROBLEM, "swap-keys: %s: not one private key (expected: a logged-in caller and one key)",
                 control.swapped[first == CK_INVALID_HANDLE ? 0 : 1]);
        return false;
    }
    swapped[0] = first;
    swapped[1] = second;
    journal_note("beneath swapped handles=%lu,%lu", first, second);
    return true;
}

static bool apply_control(char problem[MAX_PROBLEM])
{
    if (control.new_handles) {
        epoch++;
        journal_note("beneath new handles epoch=%lu", epoch);
    }
    if (control.logout) {
        log_out();
    }
    if (control.close_sessions || control.token_absent) {
        close_sessions();
    }
    if (control.finalize) {
        finalize();
    }
    return swap_keys(problem);
}

static bool needs_quiet(void)
{
    return control.new_handles || control.logout || control.close_sessions || control.token_absent || control.finalize
           || control.swapped[0][0] != '\0' || swapped[0] != CK_INVALID_HANDLE;
}

static void await_quiet_over(void)
{
    while (quiet) {
        pthread_cond_wait(&changed, &lock);
    }
}

/* Takes the control file if it is another than before. The lock is held; while an action waits for calls it is given up. */
static void refresh(void)
{
    await_quiet_over();
    if (!watched_file_changed(&control_file)) {
        return;
    }
    loads++;
    char text[sizeof control_file.text];
    char problem[MAX_PROBLEM] = "";
    strcpy(text, control_file.text);
    control_wrong = !control_parse(text, &control, problem);
    if (!control_wrong && needs_quiet()) {
        quiet = true;
        while (inside > 0) {
            pthread_cond_wait(&changed, &lock);
        }
        control_wrong = !apply_control(problem);
        quiet = false;
        pthread_cond_broadcast(&changed);
    }
    if (control.pin_tries == 0) {
        wrong_pins = 0;
    }
    journal_note("control load=%lu rules=%zu%s%s", loads, control.rule_count, control_wrong ? " wrong: " : "", problem);
    if (control_wrong) {
        fprintf(stderr, "%s: %s\n", control_file.path, problem);
    }
}

static void expire_idle_sessions(void)
{
    long now = now_ms();
    for (size_t i = sessions_count(); control.session_idle_ms > 0 && i-- > 0;) {
        struct session session = *sessions_at(i);
        if (session.busy == 0 && (unsigned long) (now - session.used_ms) >= control.session_idle_ms) {
            CK_RV rv = real->C_CloseSession(session.handle);
            sessions_remove(session.handle);
            journal_note("beneath C_CloseSession session=%lu idle %s", session.handle, rv_name(rv).text);
        }
    }
}

/* ---- the way in ---- */

static struct rule *first_rule(const struct call *call, enum fault fault)
{
    for (size_t i = 0; i < control.rule_count; i++) {
        struct rule *rule = &control.rules[i];
        bool matches = rule->function == FUNCTION_COUNT || rule->function == call->function;
        if (rule->fault == fault && matches && (rule->always || rule->left > 0)) {
            return rule;
        }
    }
    return NULL;
}

/* Of each kind of fault the first rule that meets the call. What needs a result waits for a call that has one. */
static void make_plan(struct call *call)
{
    for (int fault = 0; fault < FAULT_COUNT; fault++) {
        bool needs_result = fault == FAULT_AFTER || fault == FAULT_FLIP || fault == FAULT_LEAVE_ACTIVE;
        bool length_query = call->signs && call->signature == NULL;
        if (needs_result && (call->plan.active[FAULT_RETURN] || length_query)) {
            continue;
        }
        struct rule *rule = first_rule(call, (enum fault) fault);
        if (rule != NULL) {
            call->plan.active[fault] = true;
            call->plan.value[fault] = rule->value;
            rule->left -= rule->always ? 0 : 1;
        }
    }
    call->load = loads;
}

static void reserve_signing(struct call *call, long *start_ms)
{
    bool makes_signature = call->signs && call->signature != NULL && !call->plan.active[FAULT_RETURN];
    if (makes_signature && control.signing_ms > 0) {
        long now = now_ms();
        *start_ms = signing_free_ms > now ? signing_free_ms : now;
        call->signing_end_ms = signing_free_ms = *start_ms + (long) control.signing_ms;
        journal_note("%s takes its turn of %lu ms", function_name(call->function), control.signing_ms);
    }
}

static void hang(const struct call *call)
{
    journal_note("%s hangs", function_name(call->function));
    for (bool over = false; !over;) {
        sleep_until(now_ms() + HANG_POLL_MS);
        pthread_mutex_lock(&lock);
        refresh();
        over = loads != call->load;
        pthread_mutex_unlock(&lock);
    }
    journal_note("%s hung no more", function_name(call->function));
}

static void hold_up(const struct call *call, long signing_start_ms)
{
    if (call->plan.active[FAULT_DELAY]) {
        journal_note("%s delayed %lu ms", function_name(call->function), call->plan.value[FAULT_DELAY]);
        sleep_until(now_ms() + (long) call->plan.value[FAULT_DELAY]);
    }
    if (call->plan.active[FAULT_HANG]) {
        hang(call);
    }
    if (call->signing_end_ms > 0) {
        sleep_until(signing_start_ms);
    }
}

static bool starts_operation(enum function function)
{
    switch (function) {
    case FUNCTION_C_EncryptInit:
    case FUNCTION_C_DecryptInit:
    case FUNCTION_C_DigestInit:
    case FUNCTION_C_SignInit:
    case FUNCTION_C_SignRecoverInit:
    case FUNCTION_C_VerifyInit:
    case FUNCTION_C_VerifyRecoverInit:
        return true;
    default:
        return false;
    }
}

static bool too_many_sessions(void)
{
    unsigned long limit = control.session_limit > 0 ? control.session_limit : MAX_SESSIONS;
    return sessions_count() + opening >= limit;
}

static bool pin_locked(void)
{
    return (control.pin_flags & CKF_USER_PIN_LOCKED) != 0 || (control.pin_tries > 0 && wrong_pins >= control.pin_tries);
}

/* As an HSM in FIPS mode says of a salt that is longer than the digest. */
static bool salt_too_long(const struct call *call)
{
    const CK_MECHANISM *mechanism = call->signs_with;
    CK_RSA_PKCS_PSS_PARAMS pss;
    if (control.longest_salt == 0 || mechanism == NULL || mechanism->ulParameterLen != sizeof pss
        || (mechanism->mechanism != CKM_RSA_PKCS_PSS && mechanism->mechanism != CKM_SHA256_RSA_PKCS_PSS)) {
        return false;
    }
    memcpy(&pss, mechanism->pParameter, sizeof pss);
    return pss.sLen > control.longest_salt;
}

static bool is_hidden(CK_MECHANISM_TYPE type)
{
    for (size_t i = 0; i < control.hidden_count; i++) {
        if (control.hidden[i] == type) {
            return true;
        }
    }
    return false;
}

static bool asks_for_hidden(const struct call *call)
{
    return (call->signs_with != NULL && is_hidden(call->signs_with->mechanism))
           || (call->describes != NULL && is_hidden(*call->describes));
}

static bool has_value(const CK_ATTRIBUTE *attribute, CK_ULONG value)
{
    CK_ULONG number;
    if (attribute->pValue == NULL) {
        return false;
    }
    if (attribute->ulValueLen == sizeof(CK_BBOOL)) {
        return *(const CK_BBOOL *) attribute->pValue == value;
    }
    if (attribute->ulValueLen != sizeof number) {
        return false;
    }
    memcpy(&number, attribute->pValue, sizeof number);
    return number == value;
}

/* What a rule for attributes says to a template; CKR_OK: nothing. */
static CK_RV said_of(const CK_ATTRIBUTE *template, CK_ULONG count, bool reads)
{
    for (CK_ULONG i = 0; template != NULL && i < count; i++) {
        for (size_t k = 0; k < control.attribute_count; k++) {
            const struct attribute_rule *rule = &control.attributes[k];
            if (rule->reads == reads && rule->type == template[i].type && rule->rv != CKR_OK
                && (!rule->has_value || has_value(&template[i], rule->value))) {
                return rule->rv;
            }
        }
    }
    return CKR_OK;
}

static CK_RV said_of_attributes(const struct call *call)
{
    CK_RV rv = said_of(call->read, call->read_count, true);
    for (int i = 0; i < 2 && rv == CKR_OK; i++) {
        rv = said_of(call->made[i], call->made_count[i], false);
    }
    return rv;
}

/* What the token's state says to the call; CKR_OK: let it pass. */
static CK_RV refusal(const struct call *call)
{
    const struct session *session = sessions_find(call->session);
    if (control_wrong) {
        return CKR_GENERAL_ERROR;
    }
    if (call->plan.active[FAULT_RETURN]) {
        return call->plan.value[FAULT_RETURN];
    }
    if (control.token_absent && call->session != CK_INVALID_HANDLE) {
        return CKR_DEVICE_REMOVED;
    }
    if (control.token_absent && call->needs_token) {
        return CKR_TOKEN_NOT_PRESENT;
    }
    if (session != NULL && session->stuck && starts_operation(call->function)) {
        return CKR_OPERATION_ACTIVE;
    }
    if (salt_too_long(call)) {
        return control.salt_refusal;
    }
    if (asks_for_hidden(call)) {
        return CKR_MECHANISM_INVALID;
    }
    if (call->opens_session && too_many_sessions()) {
        return CKR_SESSION_COUNT;
    }
    return call->logs_in_user && pin_locked() ? CKR_PIN_LOCKED : said_of_attributes(call);
}

/* Whether the call asks for slots with tokens while there are none. The module behind, which sees its tokens, would hold the
 * caller's buffer, made for none, to be too small. */
static bool lists_no_tokens(const struct call *call)
{
    return control.token_absent && call->token_count != NULL;
}

static void admit(struct call *call)
{
    await_quiet_over();
    call->rv = refusal(call);
    /* A rule may return CKR_OK in place of the real call. */
    call->passed = call->rv == CKR_OK && !call->plan.active[FAULT_RETURN];
    if (call->passed && lists_no_tokens(call)) {
        *call->token_count = 0;
        call->passed = false;
    }
    if (call->passed) {
        inside += call->may_block ? 0 : 1;
        opening += call->opens_session ? 1 : 0;
        journal_count_real(call->function);
    }
}

bool gate_enter(struct call *call)
{
    long signing_start_ms = 0;
    journal_count_call(call->function);
    pthread_mutex_lock(&lock);
    refresh();
    expire_idle_sessions();
    make_plan(call);
    reserve_signing(call, &signing_start_ms);
    struct session *session = sessions_find(call->session);
    if (session != NULL) {
        session->busy++;
    }
    pthread_mutex_unlock(&lock);

    hold_up(call, signing_start_ms);

    pthread_mutex_lock(&lock);
    admit(call);
    pthread_mutex_unlock(&lock);
    return call->passed;
}

/* ---- the way out ---- */

static void count_pin(CK_RV rv)
{
    if (rv == CKR_PIN_INCORRECT) {
        wrong_pins++;
    } else if (rv == CKR_OK) {
        wrong_pins = 0;
    }
}

static void flip_bit(const struct call *call)
{
    if (call->rv == CKR_OK && call->signature != NULL && *call->signature_length > 0) {
        call->signature[*call->signature_length / 2] ^= 1;
        journal_note("%s flipped a bit", function_name(call->function));
    }
}

static void log_call(const struct call *call, CK_RV returned)
{
    char session[40] = "";
    char key[60] = "";
    if (call->session != CK_INVALID_HANDLE) {
        snprintf(session, sizeof session, " session=%lu", call->session);
    }
    if (call->key != CK_INVALID_HANDLE) {
        snprintf(key, sizeof key, " key=%lu beneath=%lu", call->key, handle_beneath(call->key));
    }
    journal_note("%s%s%s real=%s returned=%s", function_name(call->function), session, key,
                 call->passed ? rv_name(call->rv).text : "-", rv_name(returned).text);
}

static CK_RV settle(struct call *call)
{
    if (!call->passed) {
        return call->rv;
    }
    inside -= call->may_block ? 0 : 1;
    opening -= call->opens_session ? 1 : 0;
    if (call->logs_in_user) {
        count_pin(call->rv);
    }
    if (call->plan.active[FAULT_FLIP]) {
        flip_bit(call);
    }
    struct session *session = sessions_find(call->session);
    if (session != NULL && call->plan.active[FAULT_LEAVE_ACTIVE]) {
        session->stuck = true;
        journal_note("%s leaves the operation active", function_name(call->function));
    }
    pthread_cond_broadcast(&changed);
    return call->plan.active[FAULT_AFTER] ? call->plan.value[FAULT_AFTER] : call->rv;
}

CK_RV gate_leave(struct call *call)
{
    pthread_mutex_lock(&lock);
    CK_RV returned = settle(call);
    pthread_mutex_unlock(&lock);

    if (call->passed && call->signing_end_ms > 0) {
        sleep_until(call->signing_end_ms);
    }

    pthread_mutex_lock(&lock);
    struct session *session = sessions_find(call->session);
    if (session != NULL) {
        session->busy -= session->busy > 0 ? 1 : 0;
        session->used_ms = now_ms();
    }
    pthread_mutex_unlock(&lock);
    log_call(call, returned);
    return returned;
}

/* ---- names and descriptions ---- */

CK_SLOT_ID slot_beneath(CK_SLOT_ID above)
{
    pthread_mutex_lock(&lock);
    CK_SLOT_ID beneath = above ^ control.slot_xor;
    pthread_mutex_unlock(&lock);
    return beneath;
}

CK_SLOT_ID slot_above(CK_SLOT_ID beneath)
{
    return slot_beneath(beneath);
}

static CK_OBJECT_HANDLE swap(CK_OBJECT_HANDLE handle)
{
    if (handle == CK_INVALID_HANDLE) {
        return handle;
    }
    if (handle == swapped[0]) {
        return swapped[1];
    }
    return handle == swapped[1] ? swapped[0] : handle;
}

CK_OBJECT_HANDLE handle_beneath(CK_OBJECT_HANDLE above)
{
    pthread_mutex_lock(&lock);
    bool current = above >> EPOCH_SHIFT == epoch;
    CK_OBJECT_HANDLE beneath = current ? swap(above & HANDLE_MASK) : CK_INVALID_HANDLE;
    pthread_mutex_unlock(&lock);
    return beneath;
}

CK_OBJECT_HANDLE handle_above(CK_OBJECT_HANDLE beneath)
{
    pthread_mutex_lock(&lock);
    CK_OBJECT_HANDLE above = swap(beneath) | epoch << EPOCH_SHIFT;
    pthread_mutex_unlock(&lock);
    return above;
}

void slots_listed(CK_SLOT_ID *slots, const CK_ULONG *count)
{
    pthread_mutex_lock(&lock);
    for (CK_ULONG i = 0; slots != NULL && i < *count; i++) {
        slots[i] ^= control.slot_xor;
    }
    if (slots != NULL && *count > 0 && control.slot_xor != 0) {
        journal_note("told slot-xor %lu", control.slot_xor);
    }
    pthread_mutex_unlock(&lock);
}

void slot_described(CK_SLOT_INFO *info)
{
    pthread_mutex_lock(&lock);
    if (control.removable_set) {
        info->flags &= ~CKF_REMOVABLE_DEVICE;
        info->flags |= control.removable ? CKF_REMOVABLE_DEVICE : 0;
        journal_note("told removable %s", control.removable ? "yes" : "no");
    }
    if (control.token_absent) {
        info->flags &= ~CKF_TOKEN_PRESENT;
    }
    pthread_mutex_unlock(&lock);
}

/* The module behind may count wrong PINs too, but without a limit; with one, only ours counts. */
static CK_FLAGS flags_by_tries(CK_FLAGS flags)
{
    flags &= ~(CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED);
    if (wrong_pins >= control.pin_tries) {
        return flags | CKF_USER_PIN_LOCKED;
    }
    flags |= wrong_pins > 0 ? CKF_USER_PIN_COUNT_LOW : 0;
    return flags | (wrong_pins + 1 == control.pin_tries ? CKF_USER_PIN_FINAL_TRY : 0);
}

/* As the control file has it. */
static const char *pin_state(CK_FLAGS flags)
{
    if (flags & CKF_USER_PIN_LOCKED) {
        return "locked";
    }
    return flags & CKF_USER_PIN_FINAL_TRY ? "final-try" : "count-low";
}

void token_described(CK_TOKEN_INFO *info)
{
    pthread_mutex_lock(&lock);
    if (control.pin_tries > 0) {
        info->flags = flags_by_tries(info->flags);
    }
    info->flags |= control.pin_flags | control.token_flags;
    if (control.token_flags != 0) {
        journal_note("told token-flag 0x%lx", control.token_flags);
    }
    if (control.pin_flags != 0) {
        journal_note("told pin %s", pin_state(control.pin_flags));
    }
    if (control.session_limit > 0 && !control.session_limit_hidden) {
        info->ulMaxSessionCount = control.session_limit;
        info->ulMaxRwSessionCount = control.session_limit;
        journal_note("told sessions %lu", control.session_limit);
    }
    pthread_mutex_unlock(&lock);
}

bool objects_hidden(CK_SESSION_HANDLE session)
{
    CK_SESSION_INFO info;
    pthread_mutex_lock(&lock);
    bool hidden = control.objects_after_login
                  && (real->C_GetSessionInfo(session, &info) != CKR_OK
                      || (info.state != CKS_RO_USER_FUNCTIONS && info.state != CKS_RW_USER_FUNCTIONS));
    if (hidden) {
        journal_note("hides objects of session=%lu", session);
    }
    pthread_mutex_unlock(&lock);
    return hidden;
}

void mechanisms_listed(CK_MECHANISM_TYPE *list, CK_ULONG *count)
{
    if (list == NULL) {
        return;
    }
    pthread_mutex_lock(&lock);
    CK_ULONG kept = 0;
    for (CK_ULONG i = 0; i < *count; i++) {
        if (!is_hidden(list[i])) {
            list[kept++] = list[i];
        }
    }
    *count = kept;
    pthread_mutex_unlock(&lock);
}

static void read_as(CK_ATTRIBUTE *attribute, CK_ULONG value)
{
    if (attribute->pValue == NULL) {
        return;
    }
    if (attribute->ulValueLen == sizeof(CK_BBOOL)) {
        *(CK_BBOOL *) attribute->pValue = (CK_BBOOL) value;
    } else if (attribute->ulValueLen == sizeof value) {
        memcpy(attribute->pValue, &value, sizeof value);
    }
}

void attributes_read(CK_ATTRIBUTE *template, CK_ULONG count)
{
    pthread_mutex_lock(&lock);
    for (CK_ULONG i = 0; i < count; i++) {
        for (size_t k = 0; k < control.attribute_count; k++) {
            const struct attribute_rule *rule = &control.attributes[k];
            if (rule->reads && rule->type == template[i].type && rule->rv == CKR_OK) {
                read_as(&template[i], rule->value);
            }
        }
    }
    pthread_mutex_unlock(&lock);
}

void session_opened(CK_SESSION_HANDLE handle, CK_SLOT_ID slot)
{
    pthread_mutex_lock(&lock);
    sessions_add((struct session){.handle = handle, .slot = slot, .used_ms = now_ms()});
    if (control.session_limit > 0 && sessions_count() == control.session_limit) {
        journal_note("reached sessions %lu", control.session_limit);
    }
    pthread_mutex_unlock(&lock);
}

void session_closed(CK_SESSION_HANDLE handle)
{
    pthread_mutex_lock(&lock);
    sessions_remove(handle);
    pthread_mutex_unlock(&lock);
}

void slot_closed(CK_SLOT_ID slot)
{
    pthread_mutex_lock(&lock);
    sessions_remove_slot(slot);
    pthread_mutex_unlock(&lock);
}

void library_finalized(void)
{
    pthread_mutex_lock(&lock);
    forget_sessions();
    pthread_mutex_unlock(&lock);
}
