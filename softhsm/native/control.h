/* The control file of the fault module: what its text means. README.md has the grammar. */
#ifndef NATIVE_CONTROL_H
#define NATIVE_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

#include "names.h"

enum { MAX_RULES = 64, MAX_LABEL = 32, MAX_PROBLEM = 200, MAX_ATTRIBUTES = 16, MAX_HIDDEN = 8 };

/* In this order of precedence. */
enum fault { FAULT_RETURN, FAULT_AFTER, FAULT_DELAY, FAULT_HANG, FAULT_FLIP, FAULT_LEAVE_ACTIVE, FAULT_COUNT };

struct rule {
    enum function function; /* FUNCTION_COUNT: every function */
    enum fault fault;
    unsigned long value; /* a CK_RV for return and after, milliseconds for delay */
    bool always;
    unsigned long left; /* how many calls it still meets, unless always */
};

/* What an attribute does in a template of what is to be made, or when it is read. */
struct attribute_rule {
    CK_ATTRIBUTE_TYPE type;
    bool reads;       /* when it is read; otherwise in a template */
    bool has_value;   /* in a template: only with that value; read: as that value */
    CK_ULONG value;   /* of a CK_BBOOL or a CK_ULONG */
    CK_RV rv;         /* CKR_OK: none is returned, it reads as the value */
};

struct control {
    struct rule rules[MAX_RULES];
    size_t rule_count;
    bool close_sessions; /* the four actions: done once, when the file is taken */
    bool logout;
    bool finalize;
    bool new_handles;
    bool token_absent;
    bool removable_set;
    bool removable;
    CK_SLOT_ID slot_xor;
    char swapped[2][MAX_LABEL + 1]; /* labels of two private keys; empty: none */
    CK_FLAGS pin_flags;
    unsigned long pin_tries;     /* 0: the token never locks */
    unsigned long session_limit; /* 0: none */
    bool session_limit_hidden;
    unsigned long session_idle_ms; /* 0: sessions do not expire */
    unsigned long signing_ms;      /* 0: signatures take what they take */
    unsigned long longest_salt;    /* of PSS, in bytes; 0: whatever the module behind takes */
    CK_RV salt_refusal;
    bool objects_after_login; /* a search without a login finds nothing */
    CK_FLAGS token_flags; /* which the token says it has besides its own */
    struct attribute_rule attributes[MAX_ATTRIBUTES];
    size_t attribute_count;
    CK_MECHANISM_TYPE hidden[MAX_HIDDEN];
    size_t hidden_count;
};

/* Reads the text, which is changed on the way. False: the text is wrong and problem says where and why. */
bool control_parse(char *text, struct control *control, char problem[MAX_PROBLEM]);

#endif
