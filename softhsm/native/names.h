/* Functions, return codes, attributes and mechanisms of PKCS#11 by name. Thread safe: no state. */
#ifndef NATIVE_NAMES_H
#define NATIVE_NAMES_H

#include <stdbool.h>

#include "pkcs11.h"

#define FUNCTION_CONSTANT(NAME, PARAMETERS) FUNCTION_##NAME,
enum function { CRYPTOKI_FUNCTIONS(FUNCTION_CONSTANT) FUNCTION_COUNT };
#undef FUNCTION_CONSTANT

/* Long enough for every name and for the number of a code without one. */
struct rv_text {
    char text[48];
};

/* The function's name in the standard, such as C_Sign. */
const char *function_name(enum function function);

/* False where no function has that name. */
bool function_by_name(const char *name, enum function *function);

/* The code's name, such as CKR_DEVICE_ERROR, or its number (0x80000001) where the standard has no name for it. */
struct rv_text rv_name(CK_RV rv);

/* Reads a code by name or as a hexadecimal number with 0x; false for anything else. */
bool rv_by_name(const char *name, CK_RV *rv);

/* Read the code of an attribute or of a mechanism by name, of those that the tests name, or as a hexadecimal number with 0x. */
bool attribute_by_name(const char *name, CK_ATTRIBUTE_TYPE *type);
bool mechanism_by_name(const char *name, CK_MECHANISM_TYPE *type);

#endif
