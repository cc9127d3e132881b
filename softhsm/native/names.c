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

bool rv_by_name(const char *name, CK_RV *rv)
{
    for (size_t i = 0; i < CODE_COUNT; i++) {
        if (strcmp(CODES[i].name, name) == 0) {
            *rv = CODES[i].rv;
            return true;
        }
    }
    if (strncmp(name, "0x", 2) != 0 || name[2] == '\0') {
        return false;
    }
    char *end;
    errno = 0;
    *rv = strtoul(name + 2, &end, 16);
    return errno == 0 && *end == '\0';
}
