#include "names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTION_TEXT(NAME, PARAMETERS) #NAME,
static const char *const FUNCTIONS[FUNCTION_COUNT] = {CRYPTOKI_FUNCTIONS(FUNCTION_TEXT)};

#define CODE_TEXT(NAME, VALUE) {#NAME, VALUE},
static const struct {
    const char *name;
    CK_RV rv;
} CODES[] = {CRYPTOKI_RETURN_CODES(CODE_TEXT)};

#define CODE_COUNT (sizeof CODES / sizeof CODES[0])

struct named {
    const char *name;
    CK_ULONG code;
};

#define NAMED(NAME) {#NAME, NAME}
static const struct named ATTRIBUTES[] = {
    NAMED(CKA_TOKEN),
    NAMED(CKA_PRIVATE),
    NAMED(CKA_LABEL),
    NAMED(CKA_SENSITIVE),
    NAMED(CKA_SIGN_RECOVER),
    NAMED(CKA_DERIVE),
    NAMED(CKA_PRIVATE_EXPONENT),
    NAMED(CKA_PRIME_1),
    NAMED(CKA_EXTRACTABLE),
    NAMED(CKA_LOCAL),
    NAMED(CKA_NEVER_EXTRACTABLE),
    NAMED(CKA_KEY_GEN_MECHANISM),
    NAMED(CKA_MODIFIABLE),
    NAMED(CKA_ALWAYS_AUTHENTICATE),
    NAMED(CKA_ALLOWED_MECHANISMS),
};
static const struct named MECHANISMS[] = {
    NAMED(CKM_RSA_PKCS_KEY_PAIR_GEN),
    NAMED(CKM_RSA_PKCS),
    NAMED(CKM_RSA_PKCS_PSS),
    NAMED(CKM_SHA256_RSA_PKCS),
    NAMED(CKM_SHA256_RSA_PKCS_PSS),
};

const char *function_name(enum function function)
{
    return FUNCTIONS[function];
}

bool function_by_name(const char *name, enum function *function)
{
    for (int i = 0; i < FUNCTION_COUNT; i++) {
        if (strcmp(FUNCTIONS[i], name) == 0) {
            *function = (enum function) i;
            return true;
        }
    }
    return false;
}

struct rv_text rv_name(CK_RV rv)
{
    struct rv_text result;
    for (size_t i = 0; i < CODE_COUNT; i++) {
        if (CODES[i].rv == rv) {
            snprintf(result.text, sizeof result.text, "%s", CODES[i].name);
            return result;
        }
    }
    snprintf(result.text, sizeof result.text, "0x%lx", rv);
    return result;
}

static bool by_number(const char *text, CK_ULONG *code)
{
    if (strncmp(text, "0x", 2) != 0 || text[2] == '\0') {
        return false;
    }
    char *end;
    errno = 0;
    *code = strtoul(text + 2, &end, 16);
    return errno == 0 && *end == '\0';
}

bool rv_by_name(const char *name, CK_RV *rv)
{
    for (size_t i = 0; i < CODE_COUNT; i++) {
        if (strcmp(CODES[i].name, name) == 0) {
            *rv = CODES[i].rv;
            return true;
        }
    }
    return by_number(name, rv);
}

static bool by_name(const struct named *all, size_t count, const char *name, CK_ULONG *code)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].name, name) == 0) {
            *code = all[i].code;
            return true;
        }
    }
    return by_number(name, code);
}

bool attribute_by_name(const char *name, CK_ATTRIBUTE_TYPE *type)
{
    return by_name(ATTRIBUTES, sizeof ATTRIBUTES / sizeof ATTRIBUTES[0], name, type);
}

bool mechanism_by_name(const char *name, CK_MECHANISM_TYPE *type)
{
    return by_name(MECHANISMS, sizeof MECHANISMS / sizeof MECHANISMS[0], name, type);
}
