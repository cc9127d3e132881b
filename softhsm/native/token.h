/* What a program does to reach a key in a token: load the module, find the slot, log in, find the key. Every function ends the
 * program with one line on stderr and exit code 1 where it does not get what it wants. */
#ifndef NATIVE_TOKEN_H
#define NATIVE_TOKEN_H

#include "pkcs11.h"

/* Ends the program: what, and the code's name. */
_Noreturn void fail_rv(const char *what, CK_RV rv);
_Noreturn __attribute__((format(printf, 1, 2))) void fail(const char *format, ...);

/* Ends the program unless the call went well. */
void expect_ok(const char *what, CK_RV rv);

CK_FUNCTION_LIST *module_load(const char *path);

/* C_Initialize for a program with threads. */
CK_RV module_initialize(CK_FUNCTION_LIST *module);

/* The one slot whose token has the label. */
CK_SLOT_ID slot_by_label(CK_FUNCTION_LIST *module, const char *label);

/* Logs the user in with the PIN that is the first line of the file; the PIN is wiped afterwards. */
CK_RV log_in(CK_FUNCTION_LIST *module, CK_SESSION_HANDLE session, const char *pin_file);

/* The one object of that class (CKO_PRIVATE_KEY, CKO_PUBLIC_KEY) and label. */
CK_OBJECT_HANDLE key_by_label(
    CK_FUNCTION_LIST *module, CK_SESSION_HANDLE session, CK_ULONG object_class, const char *label);

#endif
