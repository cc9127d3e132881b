/* A call of every function of the list with empty arguments, for a module that is told to answer all of them itself. */
#ifndef NATIVE_EVERY_FUNCTION_H
#define NATIVE_EVERY_FUNCTION_H

#include "pkcs11.h"

/* Ends the program unless each of them returns the code. */
void every_function(CK_FUNCTION_LIST *module, CK_RV expected);

#endif
