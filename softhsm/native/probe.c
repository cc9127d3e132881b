/* probe: drives a PKCS#11 module by commands on standard input, one a line, and checks what each returns. The test of the fault module.
 * A command ends with the code that it must return; none means CKR_OK. The first surprise ends the program with exit code 1. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "every-function.h"
#include "names.h"
#include "signing.h"
#include "token.h"

enum { MAX_WORDS = 8, MAX_OPEN = 64, MAX_SLOTS = 64, MAX_THREADS = 32, MAX_MECHANISMS = 256, MESSAGE_BYTES = 32, SALT = 478, LOG_WAIT_MS = 10000 };

static const char *token_label;
static const char *pin_file;
static CK_FUNCTION_LIST *module;
static CK_SESSION_HANDLE sessions[MAX_OPEN];
static int open_count;
static CK_OBJECT_HANDLE key;
static CK_SLOT_ID first_slot;
static CK_BYTE message[MESSAGE_BYTES] = "the message of the probe";
static CK_BYTE signature[MAX_SIGNATURE];
static CK_ULONG signature_length;
static long last_ms;
static pthread_t background;
static CK_RV background_rv;
static int line_number;
static char line_text[1024];

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pause_ms(long ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static _Noreturn void surprise(const char *got, const char *expected)
{
    fail("line %d: %s: %s (expected: %s)", line_number, line_text, got, expected);
}

static void expect(CK_RV rv, char **words)
{
    CK_RV expected = CKR_OK;
    if (words[0] != NULL && !rv_by_name(words[0], &expected)) {
        surprise(words[0], "a return code");
    }
    if (rv != expected) {
        surprise(rv_name(rv).text, rv_name(expected).text);
    }
}

static void expect_number(unsigned long got, const char *word)
{
    if (word == NULL || got != strtoul(word, NULL, 10)) {
        char text[24];
        snprintf(text, sizeof text, "%lu", got);
        surprise(text, word == NULL ? "a number" : word);
    }
}

static void expect_yes(bool got, const char *word)
{
    if (word == NULL || got != (strcmp(word, "yes") == 0)) {
        surprise(got ? "yes" : "no", got ? "no" : "yes");
    }
}

static CK_SESSION_HANDLE session(void)
{
    return open_count > 0 ? sessions[open_count - 1] : CK_INVALID_HANDLE;
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL) {
        fail("%s: not set", name);
    }
    return value;
}

static void write_control(const char *text, bool in_place)
{
    char written[512];
    snprintf(written, sizeof written, "%s%s", environment("FAULT_PKCS11_CONTROL"), in_place ? "" : ".new");
    FILE *file = fopen(written, "w");
    if (file == NULL) {
        fail("%s: cannot be written", written);
    }
    for (const char *c = text; *c != '\0'; c++) {
        fputc(*c == ';' ? '\n' : *c, file);
    }
    fclose(file);
    if (!in_place && rename(written, environment("FAULT_PKCS11_CONTROL")) != 0) {
        fail("%s: cannot be renamed", written);
    }
}

static bool log_contains(const char *text)
{
    char line[600];
    FILE *file = fopen(environment("FAULT_PKCS11_LOG"), "r");
    bool found = false;
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        found = strstr(line, text) != NULL;
    }
    if (file != NULL) {
        fclose(file);
    }
    return found;
}

/* ---- commands ---- */

static void do_initialize(char **words)
{
    expect(module_initialize(module), words);
    if (words[0] == NULL && first_slot == 0) {
        first_slot = slot_by_label(module, token_label);
    }
}

static void do_finalize(char **words)
{
    expect(module->C_Finalize(NULL), words);
    open_count = 0;
}

static void do_open(char **words)
{
    CK_SESSION_HANDLE opened = CK_INVALID_HANDLE;
    expect(module->C_OpenSession(first_slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &opened), words);
    if (words[0] == NULL) {
        sessions[open_count++] = opened;
    }
}

static void do_close(char **words)
{
    expect(module->C_CloseSession(session()), words);
    open_count--;
}

static void do_slot(char **words)
{
    (void) words;
    first_slot = slot_by_label(module, token_label);
}

static void do_login(char **words)
{
    expect(log_in(module, session(), pin_file), words);
}

static void do_login_wrong(char **words)
{
    CK_BYTE pin[] = "000000000";
    expect(module->C_Login(session(), CKU_USER, pin, sizeof pin - 1), words);
}

static void do_key(char **words)
{
    key = key_by_label(module, session(), CKO_PRIVATE_KEY, words[0]);
}

/* key-gone LABEL: a search no longer shows the private key */
static void do_key_gone(char **words)
{
    CK_ULONG object_class = CKO_PRIVATE_KEY;
    CK_ATTRIBUTE template[] = {
        {CKA_CLASS, &object_class, sizeof object_class},
        {CKA_LABEL, words[0], strlen(words[0])},
    };
    CK_OBJECT_HANDLE found;
    CK_ULONG count = 0;
    expect_ok("C_FindObjectsInit", module->C_FindObjectsInit(session(), template, 2));
    expect_ok("C_FindObjects", module->C_FindObjects(session(), &found, 1, &count));
    expect_ok("C_FindObjectsFinal", module->C_FindObjectsFinal(session()));
    expect_yes(count == 0, "yes");
}

static void do_find(char **words)
{
    CK_OBJECT_HANDLE found;
    CK_ULONG count;
    CK_RV rv = module->C_FindObjectsInit(session(), NULL, 0);
    rv = rv != CKR_OK ? rv : module->C_FindObjects(session(), &found, 1, &count);
    CK_RV end = module->C_FindObjectsFinal(session());
    expect(rv != CKR_OK ? rv : end, words);
}

/* shows yes|no: whether a search of everything finds something */
static void do_shows(char **words)
{
    CK_OBJECT_HANDLE found;
    CK_ULONG count = 0;
    expect_ok("C_FindObjectsInit", module->C_FindObjectsInit(session(), NULL, 0));
    expect_ok("C_FindObjects", module->C_FindObjects(session(), &found, 1, &count));
    expect_ok("C_FindObjectsFinal", module->C_FindObjectsFinal(session()));
    expect_yes(count > 0, words[0]);
}

static void do_attribute(char **words)
{
    CK_ULONG value;
    CK_ATTRIBUTE attribute = {CKA_CLASS, &value, sizeof value};
    expect(module->C_GetAttributeValue(session(), key, &attribute, 1), words);
}

/* attribute-is NAME NUMBER: a flag or a number of the key, as it is read */
static void do_attribute_is(char **words)
{
    CK_BYTE value[sizeof(CK_ULONG)] = {0};
    CK_ATTRIBUTE attribute = {0, value, sizeof value};
    attribute_by_name(words[0], &attribute.type);
    expect(module->C_GetAttributeValue(session(), key, &attribute, 1), words + 2);
    if (words[2] == NULL) {
        CK_ULONG number = value[0];
        if (attribute.ulValueLen == sizeof number) {
            memcpy(&number, value, sizeof number);
        }
        expect_number(number, words[1]);
    }
}

/* create MODIFIABLE: a data object of the session */
static void do_create(char **words)
{
    CK_ULONG object_class = CKO_DATA;
    CK_BBOOL no = 0;
    CK_BBOOL modifiable = strcmp(words[0], "true") == 0;
    CK_ATTRIBUTE template[] = {
        {CKA_CLASS, &object_class, sizeof object_class},
        {CKA_TOKEN, &no, sizeof no},
        {CKA_MODIFIABLE, &modifiable, sizeof modifiable},
    };
    CK_OBJECT_HANDLE created;
    expect(module->C_CreateObject(session(), template, 3, &created), words + 1);
}

/* generate CKR: a key pair that is refused; the public key is of the session, the private one of the token */
static void do_generate(char **words)
{
    CK_MECHANISM mechanism = {.mechanism = CKM_RSA_PKCS_KEY_PAIR_GEN};
    CK_BBOOL no = 0;
    CK_BBOOL yes = 1;
    CK_ATTRIBUTE public_template[] = {{CKA_TOKEN, &no, sizeof no}};
    CK_ATTRIBUTE private_template[] = {{CKA_TOKEN, &yes, sizeof yes}, {CKA_SENSITIVE, &yes, sizeof yes}};
    CK_OBJECT_HANDLE public_key;
    CK_OBJECT_HANDLE private_key;
    expect(module->C_GenerateKeyPair(session(), &mechanism, public_template, 1, private_template, 2, &public_key, &private_key),
           words);
}

/* mechanism NAME yes|no: whether the token lists and describes it */
static void do_mechanism(char **words)
{
    CK_MECHANISM_TYPE wanted = 0;
    CK_MECHANISM_TYPE list[MAX_MECHANISMS];
    CK_ULONG count = MAX_MECHANISMS;
    CK_ULONG info[3]; /* CK_MECHANISM_INFO */
    bool listed = false;
    mechanism_by_name(words[0], &wanted);
    expect_ok("C_GetMechanismList", module->C_GetMechanismList(first_slot, list, &count));
    for (CK_ULONG i = 0; i < count; i++) {
        listed = listed || list[i] == wanted;
    }
    expect_yes(listed, words[1]);
    CK_RV rv = module->C_GetMechanismInfo(first_slot, wanted, (CK_MECHANISM_INFO *) info);
    if (rv != (listed ? CKR_OK : CKR_MECHANISM_INVALID)) {
        surprise(rv_name(rv).text, listed ? "CKR_OK" : "CKR_MECHANISM_INVALID");
    }
}

static CK_RV sign_salted(CK_SESSION_HANDLE with, CK_ULONG salt, CK_BYTE *result, CK_ULONG *length)
{
    struct signing signing;
    signing_set(&signing, "CKM_SHA256_RSA_PKCS_PSS", salt);
    *length = MAX_SIGNATURE;
    return sign_once(module, with, &signing, key, message, sizeof message, result, length);
}

static CK_RV sign(CK_SESSION_HANDLE with, CK_BYTE *result, CK_ULONG *length)
{
    return sign_salted(with, SALT, result, length);
}

static void do_sign(char **words)
{
    expect(sign(session(), signature, &signature_length), words);
}

/* sign-salt BYTES: with a salt of that length */
static void do_sign_salt(char **words)
{
    expect(sign_salted(session(), strtoul(words[0], NULL, 10), signature, &signature_length), words + 1);
}

static void do_sign_only(char **words)
{
    signature_length = sizeof signature;
    expect(module->C_Sign(session(), message, sizeof message, signature, &signature_length), words);
}

static void do_sign_length(char **words)
{
    expect(module->C_Sign(session(), message, sizeof message, NULL, &signature_length), words);
}

static void do_sign_init(char **words)
{
    struct signing signing;
    signing_set(&signing, "CKM_SHA256_RSA_PKCS_PSS", SALT);
    expect(module->C_SignInit(session(), &signing.mechanism, key), words);
}

static void do_sign_parts(char **words)
{
    struct signing signing;
    signing_set(&signing, "CKM_SHA256_RSA_PKCS_PSS", SALT);
    signature_length = sizeof signature;
    CK_RV rv = module->C_SignInit(session(), &signing.mechanism, key);
    rv = rv != CKR_OK ? rv : module->C_SignUpdate(session(), message, sizeof message);
    expect(rv != CKR_OK ? rv : module->C_SignFinal(session(), signature, &signature_length), words);
}

static void do_verify(char **words)
{
    struct signing signing;
    signing_set(&signing, "CKM_SHA256_RSA_PKCS_PSS", SALT);
    CK_OBJECT_HANDLE public_key = key_by_label(module, session(), CKO_PUBLIC_KEY, words[0]);
    expect_ok("C_VerifyInit", module->C_VerifyInit(session(), &signing.mechanism, public_key));
    expect(module->C_Verify(session(), message, sizeof message, signature, signature_length), words + 1);
}

static void do_slots(char **words)
{
    CK_ULONG count = 0;
    expect_ok("C_GetSlotList", module->C_GetSlotList(1, NULL, &count));
    expect_number(count, words[0]);
    /* As callers do: a buffer of the size they were told. */
    CK_SLOT_ID list[MAX_SLOTS];
    expect_ok("C_GetSlotList", module->C_GetSlotList(1, list, &count));
    expect_number(count, words[0]);
}

static void do_slot_info(char **words)
{
    CK_SLOT_INFO info;
    expect(module->C_GetSlotInfo(first_slot, &info), words);
}

static void do_slot_flag(char **words)
{
    CK_SLOT_INFO info;
    expect_ok("C_GetSlotInfo", module->C_GetSlotInfo(first_slot, &info));
    CK_FLAGS flag = strcmp(words[0], "removable") == 0 ? CKF_REMOVABLE_DEVICE : CKF_TOKEN_PRESENT;
    expect_yes((info.flags & flag) != 0, words[1]);
}

static void do_token_info(char **words)
{
    CK_TOKEN_INFO info;
    expect(module->C_GetTokenInfo(first_slot, &info), words);
}

static void do_pin_flags(char **words)
{
    CK_TOKEN_INFO info;
    expect_ok("C_GetTokenInfo", module->C_GetTokenInfo(first_slot, &info));
    char got[60];
    snprintf(got, sizeof got, "%s%s%s", (info.flags & CKF_USER_PIN_COUNT_LOW) != 0 ? "low" : "",
             (info.flags & CKF_USER_PIN_FINAL_TRY) != 0 ? "final" : "",
             (info.flags & CKF_USER_PIN_LOCKED) != 0 ? "locked" : "");
    if (strcmp(got, words[0] == NULL ? "" : words[0]) != 0) {
        surprise(got, words[0] == NULL ? "none" : words[0]);
    }
}

/* token-flag FLAG yes|no */
static void do_token_flag(char **words)
{
    CK_TOKEN_INFO info;
    expect_ok("C_GetTokenInfo", module->C_GetTokenInfo(first_slot, &info));
    const char *got = (info.flags & strtoul(words[0], NULL, 0)) != 0 ? "yes" : "no";
    if (words[1] == NULL || strcmp(got, words[1]) != 0) {
        surprise(got, words[1] == NULL ? "yes or no" : words[1]);
    }
}

static void do_max_sessions(char **words)
{
    CK_TOKEN_INFO info;
    expect_ok("C_GetTokenInfo", module->C_GetTokenInfo(first_slot, &info));
    expect_number(info.ulMaxSessionCount, words[0]);
}

static void do_session_slot(char **words)
{
    CK_SESSION_INFO info = {0};
    expect_ok("C_GetSessionInfo", module->C_GetSessionInfo(session(), &info));
    expect_yes(info.slotID == first_slot, words[0]);
}

static void do_took(char **words)
{
    long least = strtol(words[0], NULL, 10);
    if (last_ms < least) {
        char text[24];
        snprintf(text, sizeof text, "%ld ms", last_ms);
        surprise(text, words[0]);
    }
}

static void do_pause(char **words)
{
    pause_ms(strtol(words[0], NULL, 10));
}

static void do_await_log(char **words)
{
    char text[200];
    snprintf(text, sizeof text, "%s%s%s", words[0], words[1] == NULL ? "" : " ", words[1] == NULL ? "" : words[1]);
    for (long end = now_ms() + LOG_WAIT_MS; !log_contains(text); pause_ms(5)) {
        if (now_ms() > end) {
            surprise("nothing in the log", text);
        }
    }
}

static void do_counts(char **words)
{
    char line[200];
    FILE *file = fopen(environment("FAULT_PKCS11_STATUS"), "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char name[60];
        unsigned long calls;
        unsigned long real;
        if (sscanf(line, "%59s %lu %lu", name, &calls, &real) == 3 && strcmp(name, words[0]) == 0) {
            fclose(file);
            expect_number(calls, words[1]);
            expect_number(real, words[2]);
            return;
        }
    }
    surprise("not in the status file", words[0]);
}

static void do_every_function(char **words)
{
    CK_RV expected = CKR_OK;
    rv_by_name(words[0], &expected);
    every_function(module, expected);
}

/* ---- threads ---- */

static void *sign_in_background(void *unused)
{
    (void) unused;
    background_rv = sign(session(), signature, &signature_length);
    return NULL;
}

static void do_background(char **words)
{
    (void) words;
    pthread_create(&background, NULL, sign_in_background, NULL);
}

static void do_join(char **words)
{
    pthread_join(background, NULL);
    expect(background_rv, words);
}

struct parallel {
    pthread_t thread;
    CK_SESSION_HANDLE session;
    long signatures;
    CK_RV rv;
};

static void *sign_some(void *argument)
{
    struct parallel *parallel = argument;
    CK_BYTE result[MAX_SIGNATURE];
    CK_ULONG length;
    for (long i = 0; i < parallel->signatures && parallel->rv == CKR_OK; i++) {
        parallel->rv = sign(parallel->session, result, &length);
    }
    return NULL;
}

/* parallel THREADS SIGNATURES: each thread on a session of its own; all must succeed */
static void do_parallel(char **words)
{
    struct parallel all[MAX_THREADS] = {0};
    int threads = (int) strtol(words[0], NULL, 10);
    for (int i = 0; i < threads; i++) {
        all[i].signatures = strtol(words[1], NULL, 10);
        expect_ok("C_OpenSession",
                  module->C_OpenSession(first_slot, CKF_SERIAL_SESSION, NULL, NULL, &all[i].session));
        pthread_create(&all[i].thread, NULL, sign_some, &all[i]);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(all[i].thread, NULL);
        expect(all[i].rv, words + 2);
        expect_ok("C_CloseSession", module->C_CloseSession(all[i].session));
    }
}

struct storm {
    pthread_t thread;
    long end_ms;
};

static void *weather(void *argument)
{
    const struct storm *storm = argument;
    CK_BYTE result[MAX_SIGNATURE];
    CK_ULONG length;
    while (now_ms() < storm->end_ms) {
        CK_SESSION_HANDLE own = CK_INVALID_HANDLE;
        if (module->C_OpenSession(first_slot, CKF_SERIAL_SESSION, NULL, NULL, &own) == CKR_OK) {
            sign(own, result, &length);
            module->C_CloseSession(own);
        }
    }
    return NULL;
}

/* storm THREADS MS: threads call on, whatever comes back, while the faults change all the time; what counts is that nothing breaks */
static void do_storm(char **words)
{
    static const char *const FAULTS[] = {
        "do close-sessions", "C_Sign return CKR_DEVICE_ERROR 3;do logout", "token absent", "do new-handles", "sessions 2",
        "session-idle 1",    "C_Sign delay 5 always;C_SignInit hang 1",    "signing-time 5", "do finalize",    "",
    };
    struct storm all[MAX_THREADS] = {0};
    int threads = (int) strtol(words[0], NULL, 10);
    long end = now_ms() + strtol(words[1], NULL, 10);
    for (int i = 0; i < threads; i++) {
        all[i].end_ms = end;
        pthread_create(&all[i].thread, NULL, weather, &all[i]);
    }
    for (size_t i = 0; now_ms() < end; i++) {
        write_control(FAULTS[i % (sizeof FAULTS / sizeof FAULTS[0])], false);
        module_initialize(module);
        CK_SESSION_HANDLE own = CK_INVALID_HANDLE;
        if (module->C_OpenSession(first_slot, CKF_SERIAL_SESSION, NULL, NULL, &own) == CKR_OK) {
            log_in(module, own, pin_file);
        }
        pause_ms(7);
    }
    write_control("", false);
    for (int i = 0; i < threads; i++) {
        pthread_join(all[i].thread, NULL);
    }
    module->C_Finalize(NULL);
    open_count = 0;
}

/* ---- the script ---- */

static const struct {
    const char *name;
    void (*run)(char **words);
} COMMANDS[] = {
    {"initialize", do_initialize},   {"finalize", do_finalize},         {"open", do_open},
    {"close", do_close},             {"slot", do_slot},                 {"login", do_login},
    {"login-wrong", do_login_wrong}, {"key", do_key},                   {"find", do_find},
    {"attribute", do_attribute},     {"sign", do_sign},                 {"sign-only", do_sign_only},
    {"sign-length", do_sign_length}, {"sign-init", do_sign_init},       {"sign-parts", do_sign_parts},
    {"verify", do_verify},           {"slots", do_slots},               {"slot-info", do_slot_info},
    {"slot-flag", do_slot_flag},     {"token-info", do_token_info},     {"pin-flags", do_pin_flags},
    {"max-sessions", do_max_sessions}, {"session-slot", do_session_slot}, {"took", do_took},
    {"pause", do_pause},             {"await-log", do_await_log},       {"counts", do_counts},
    {"every-function", do_every_function}, {"background", do_background}, {"join", do_join},
    {"parallel", do_parallel},       {"storm", do_storm},               {"key-gone", do_key_gone},
    {"sign-salt", do_sign_salt},     {"token-flag", do_token_flag},
    {"attribute-is", do_attribute_is}, {"create", do_create},         {"shows", do_shows},
    {"generate", do_generate},         {"mechanism", do_mechanism},
};

static void run(char *line)
{
    char *words[MAX_WORDS + 1] = {0};
    int count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " \n", &rest); word != NULL && count < MAX_WORDS; word = strtok_r(NULL, " \n", &rest)) {
        words[count++] = word;
    }
    for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++) {
        if (count > 0 && strcmp(COMMANDS[i].name, words[0]) == 0) {
            long before = now_ms();
            COMMANDS[i].run(words + 1);
            if (COMMANDS[i].run != do_took) {
                last_ms = now_ms() - before;
            }
            return;
        }
    }
    if (count > 0) {
        surprise("unknown", "a command");
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: probe MODULE TOKEN-LABEL PIN-FILE <SCRIPT\n");
        return 2;
    }
    token_label = argv[2];
    pin_file = argv[3];
    module = module_load(argv[1]);
    char line[sizeof line_text];
    while (fgets(line, sizeof line, stdin) != NULL) {
        line_number++;
        line[strcspn(line, "\n")] = '\0';
        strcpy(line_text, line);
        if (strncmp(line, "faults-in-place", 15) == 0) {
            write_control(line + 15, true);
        } else if (strncmp(line, "faults", 6) == 0) {
            write_control(line + 6, false);
        } else {
            run(line);
        }
    }
    return 0;
}
