#include "token.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

enum { MAX_SLOTS = 64, MAX_PIN = 256 };

_Noreturn void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

_Noreturn void fail_rv(const char *what, CK_RV rv)
{
    fail("%s: %s", what, rv_name(rv).text);
}

void expect_ok(const char *what, CK_RV rv)
{
    if (rv != CKR_OK) {
        fail_rv(what, rv);
    }
}

CK_FUNCTION_LIST *module_load(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fail("module: %s", dlerror());
    }
    CK_RV (*get_list)(CK_FUNCTION_LIST **list) = NULL;
    *(void **) &get_list = dlsym(library, "C_GetFunctionList");
    if (get_list == NULL) {
        fail("module: %s: no C_GetFunctionList (expected: a PKCS#11 module)", path);
    }
    CK_FUNCTION_LIST *module = NULL;
    expect_ok("C_GetFunctionList", get_list(&module));
    return module;
}

CK_RV module_initialize(CK_FUNCTION_LIST *module)
{
    CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
    return module->C_Initialize(&arguments);
}

static int has_label(const CK_TOKEN_INFO *info, const char *label)
{
    char padded[sizeof info->label + 1];
    snprintf(padded, sizeof padded, "%-*.*s", (int) sizeof info->label, (int) sizeof info->label, label);
    return memcmp(padded, info->label, sizeof info->label) == 0;
}

CK_SLOT_ID slot_by_label(CK_FUNCTION_LIST *module, const char *label)
{
    CK_SLOT_ID slots[MAX_SLOTS];
    CK_ULONG count = MAX_SLOTS;
    expect_ok("C_GetSlotList", module->C_GetSlotList(1, slots, &count));
    CK_SLOT_ID found = 0;
    int matches = 0;
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;
        expect_ok("C_GetTokenInfo", module->C_GetTokenInfo(slots[i], &info));
        if (has_label(&info, label)) {
            found = slots[i];
            matches++;
        }
    }
    if (matches != 1) {
        fail("token: %s: %d tokens with this label (expected: 1)", label, matches);
    }
    return found;
}

CK_RV log_in(CK_FUNCTION_LIST *module, CK_SESSION_HANDLE session, const char *pin_file)
{
    /* Unbuffered: no second copy of the PIN in a buffer of stdio. */
    FILE *file = fopen(pin_file, "re");
    if (file == NULL) {
        fail("PIN file: %s: cannot be read", pin_file);
    }
    setvbuf(file, NULL, _IONBF, 0);
    char pin[MAX_PIN] = "";
    char *line = fgets(pin, sizeof pin, file);
    fclose(file);
    size_t length = strcspn(pin, "\r\n");
    if (line == NULL || length == 0) {
        fail("PIN file: %s: empty (expected: the PIN in the first line)", pin_file);
    }
    CK_RV rv = module->C_Login(session, CKU_USER, (CK_BYTE *) pin, length);
    explicit_bzero(pin, sizeof pin);
    return rv;
}

CK_OBJECT_HANDLE key_by_label(
    CK_FUNCTION_LIST *module, CK_SESSION_HANDLE session, CK_ULONG object_class, const char *label)
{
    char value[256];
    snprintf(value, sizeof value, "%s", label);
    CK_ATTRIBUTE template[] = {
        {CKA_CLASS, &object_class, sizeof object_class},
        {CKA_LABEL, value, strlen(value)},
    };
    CK_OBJECT_HANDLE found[2];
    CK_ULONG count = 0;
    expect_ok("C_FindObjectsInit", module->C_FindObjectsInit(session, template, 2));
    expect_ok("C_FindObjects", module->C_FindObjects(session, found, 2, &count));
    expect_ok("C_FindObjectsFinal", module->C_FindObjectsFinal(session));
    if (count != 1) {
        fail("key: %s: %s keys with this label (expected: 1)", label, count == 0 ? "0" : "several");
    }
    return found[0];
}
