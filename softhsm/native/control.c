#include "control.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORDS = 5 };

struct line {
    int number;
    int count;
    char *words[MAX_WORDS];
    char *problem;
};

static const char *const FAULTS[FAULT_COUNT] = {"return", "after", "delay", "hang", "flip", "leave-active"};

__attribute__((format(printf, 2, 3))) static bool wrong(const struct line *line, const char *format, ...)
{
    int used = snprintf(line->problem, MAX_PROBLEM, "line %d: ", line->number);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line->problem + used, MAX_PROBLEM - (size_t) used, format, arguments);
    va_end(arguments);
    return false;
}

static bool number(const struct line *line, const char *word, unsigned long least, unsigned long *value)
{
    char *end;
    errno = 0;
    unsigned long read = isdigit((unsigned char) *word) ? strtoul(word, &end, 0) : 0;
    if (!isdigit((unsigned char) *word) || errno != 0 || *end != '\0' || read < least) {
        return wrong(line, "%.40s (expected: a number of at least %lu)", word, least);
    }
    *value = read;
    return true;
}

static bool code(const struct line *line, const char *word, CK_RV *rv)
{
    return rv_by_name(word, rv)
           || wrong(line, "%.40s (expected: a name of the form CKR_DEVICE_ERROR, or 0x and hexadecimal digits)", word);
}

static bool repetition(const struct line *line, const char *word, struct rule *rule)
{
    rule->always = strcmp(word, "always") == 0;
    return rule->always || number(line, word, 1, &rule->left);
}

static bool fault_by_name(const char *name, enum fault *fault)
{
    for (int i = 0; i < FAULT_COUNT; i++) {
        if (strcmp(FAULTS[i], name) == 0) {
            *fault = (enum fault) i;
            return true;
        }
    }
    return false;
}

static bool is_signing(enum function function)
{
    return function == FUNCTION_C_Sign || function == FUNCTION_C_SignFinal;
}

/* FUNCTION return|after CKR COUNT, FUNCTION delay MS COUNT, FUNCTION hang|flip|leave-active COUNT */
static bool parse_rule(const struct line *line, struct control *control)
{
    struct rule rule = {.function = FUNCTION_COUNT};
    if (strcmp(line->words[0], "*") != 0 && !function_by_name(line->words[0], &rule.function)) {
        return wrong(line, "%.40s (expected: a PKCS#11 function, * or a keyword)", line->words[0]);
    }
    if (line->count < 2 || !fault_by_name(line->words[1], &rule.fault)) {
        return wrong(line, "%.40s (expected: return, after, delay, hang, flip or leave-active)",
                     line->count < 2 ? "" : line->words[1]);
    }
    bool has_value = rule.fault == FAULT_RETURN || rule.fault == FAULT_AFTER || rule.fault == FAULT_DELAY;
    if (line->count != (has_value ? 4 : 3)) {
        return wrong(line, "%d words (expected: %d)", line->count, has_value ? 4 : 3);
    }
    if (rule.fault == FAULT_FLIP && !is_signing(rule.function)) {
        return wrong(line, "%.40s flip (expected: C_Sign or C_SignFinal)", line->words[0]);
    }
    if (rule.fault == FAULT_DELAY && !number(line, line->words[2], 1, &rule.value)) {
        return false;
    }
    if (has_value && rule.fault != FAULT_DELAY && !code(line, line->words[2], &rule.value)) {
        return false;
    }
    if (control->rule_count == MAX_RULES) {
        return wrong(line, "too many rules (expected: at most %d)", MAX_RULES);
    }
    if (!repetition(line, line->words[line->count - 1], &rule)) {
        return false;
    }
    control->rules[control->rule_count++] = rule;
    return true;
}

static bool parse_action(const struct line *line, struct control *control)
{
    const char *action = line->words[1];
    if (strcmp(action, "close-sessions") == 0) {
        control->close_sessions = true;
    } else if (strcmp(action, "logout") == 0) {
        control->logout = true;
    } else if (strcmp(action, "finalize") == 0) {
        control->finalize = true;
    } else if (strcmp(action, "new-handles") == 0) {
        control->new_handles = true;
    } else {
        return wrong(line, "do %.40s (expected: close-sessions, logout, finalize or new-handles)", action);
    }
    return true;
}

static bool parse_token(const struct line *line, struct control *control)
{
    control->token_absent = strcmp(line->words[1], "absent") == 0;
    return control->token_absent || strcmp(line->words[1], "present") == 0
           || wrong(line, "token %.40s (expected: absent or present)", line->words[1]);
}

static bool parse_removable(const struct line *line, struct control *control)
{
    control->removable_set = true;
    control->removable = strcmp(line->words[1], "yes") == 0;
    return control->removable || strcmp(line->words[1], "no") == 0
           || wrong(line, "removable %.40s (expected: yes or no)", line->words[1]);
}

static bool parse_pin(const struct line *line, struct control *control)
{
    static const struct {
        const char *name;
        CK_FLAGS flags;
    } STATES[] = {
        {"ok", 0},
        {"count-low", CKF_USER_PIN_COUNT_LOW},
        {"final-try", CKF_USER_PIN_FINAL_TRY},
        {"locked", CKF_USER_PIN_LOCKED},
    };
    for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++) {
        if (strcmp(STATES[i].name, line->words[1]) == 0) {
            control->pin_flags = STATES[i].flags;
            return true;
        }
    }
    return wrong(line, "pin %.40s (expected: ok, count-low, final-try or locked)", line->words[1]);
}

static bool parse_swap(const struct line *line, struct control *control)
{
    for (int i = 0; i < 2; i++) {
        if (strlen(line->words[i + 1]) > MAX_LABEL) {
            return wrong(line, "%.40s (expected: a label of at most %d bytes)", line->words[i + 1], MAX_LABEL);
        }
        strcpy(control->swapped[i], line->words[i + 1]);
    }
    return true;
}

static bool parse_sessions(const struct line *line, struct control *control)
{
    if (line->count == 3 && strcmp(line->words[2], "hidden") != 0) {
        return wrong(line, "%.40s (expected: hidden)", line->words[2]);
    }
    control->session_limit_hidden = line->count == 3;
    return number(line, line->words[1], 1, &control->session_limit);
}

static bool parse_objects(const struct line *line, struct control *control)
{
    control->objects_after_login = strcmp(line->words[1], "after-login") == 0;
    return control->objects_after_login || wrong(line, "objects %.40s (expected: after-login)", line->words[1]);
}

static bool parse_slot_xor(const struct line *line, struct control *control)
{
    return number(line, line->words[1], 0, &control->slot_xor);
}

static bool parse_pin_tries(const struct line *line, struct control *control)
{
    return number(line, line->words[1], 1, &control->pin_tries);
}

static bool parse_session_idle(const struct line *line, struct control *control)
{
    return number(line, line->words[1], 1, &control->session_idle_ms);
}

static bool parse_signing_time(const struct line *line, struct control *control)
{
    return number(line, line->words[1], 1, &control->signing_ms);
}

static bool parse_longest_salt(const struct line *line, struct control *control)
{
    control->salt_refusal = CKR_MECHANISM_PARAM_INVALID;
    return (line->count == 2 || code(line, line->words[2], &control->salt_refusal))
           && number(line, line->words[1], 1, &control->longest_salt);
}

static bool parse_token_flag(const struct line *line, struct control *control)
{
    unsigned long flag;
    if (!number(line, line->words[1], 1, &flag)) {
        return false;
    }
    control->token_flags |= flag;
    return true;
}

static bool parse_hide_mechanism(const struct line *line, struct control *control)
{
    if (control->hidden_count == MAX_HIDDEN) {
        return wrong(line, "too many mechanisms (expected: at most %d)", MAX_HIDDEN);
    }
    return mechanism_by_name(line->words[1], &control->hidden[control->hidden_count++])
           || wrong(line, "%.40s (expected: a name of the form CKM_RSA_PKCS, or 0x and hexadecimal digits)", line->words[1]);
}

static bool attribute_value(const struct line *line, const char *word, CK_ULONG *value)
{
    *value = strcmp(word, "true") == 0;
    return *value == 1 || strcmp(word, "false") == 0 || number(line, word, 0, value);
}

/* refuse-attribute CKA [VALUE] with CKR, read-attribute CKA with CKR, read-attribute CKA as VALUE */
static bool parse_attribute(const struct line *line, struct control *control)
{
    struct attribute_rule rule = {.reads = strcmp(line->words[0], "read-attribute") == 0};
    const char *how = line->words[line->count - 2];
    const char *what = line->words[line->count - 1];
    if (control->attribute_count == MAX_ATTRIBUTES) {
        return wrong(line, "too many attributes (expected: at most %d)", MAX_ATTRIBUTES);
    }
    if (!attribute_by_name(line->words[1], &rule.type)) {
        return wrong(line, "%.40s (expected: a name of the form CKA_MODIFIABLE, or 0x and hexadecimal digits)", line->words[1]);
    }
    if (rule.reads && strcmp(how, "as") == 0) {
        rule.has_value = true;
        if (!attribute_value(line, what, &rule.value)) {
            return false;
        }
    } else if (strcmp(how, "with") != 0 || !rv_by_name(what, &rule.rv) || rule.rv == CKR_OK) {
        return wrong(line, "%.40s %.40s (expected: with and a code that is no CKR_OK)", how, what);
    }
    if (line->count == 5) {
        rule.has_value = true;
        if (!attribute_value(line, line->words[2], &rule.value)) {
            return false;
        }
    }
    control->attributes[control->attribute_count++] = rule;
    return true;
}

static bool parse_line(const struct line *line, struct control *control)
{
    static const struct {
        const char *keyword;
        int least;
        int most;
        bool (*parse)(const struct line *line, struct control *control);
    } KEYWORDS[] = {
        {"do", 2, 2, parse_action},
        {"token", 2, 2, parse_token},
        {"removable", 2, 2, parse_removable},
        {"slot-xor", 2, 2, parse_slot_xor},
        {"swap-keys", 3, 3, parse_swap},
        {"pin", 2, 2, parse_pin},
        {"pin-tries", 2, 2, parse_pin_tries},
        {"sessions", 2, 3, parse_sessions},
        {"session-idle", 2, 2, parse_session_idle},
        {"signing-time", 2, 2, parse_signing_time},
        {"longest-salt", 2, 3, parse_longest_salt},
        {"token-flag", 2, 2, parse_token_flag},
        {"objects", 2, 2, parse_objects},
        {"hide-mechanism", 2, 2, parse_hide_mechanism},
        {"refuse-attribute", 4, 5, parse_attribute},
        {"read-attribute", 4, 4, parse_attribute},
    };
    for (size_t i = 0; i < sizeof KEYWORDS / sizeof KEYWORDS[0]; i++) {
        if (strcmp(KEYWORDS[i].keyword, line->words[0]) == 0) {
            if (line->count < KEYWORDS[i].least || line->count > KEYWORDS[i].most) {
                return wrong(line, "%s: %d words (expected: %d)", line->words[0], line->count, KEYWORDS[i].least);
            }
            return KEYWORDS[i].parse(line, control);
        }
    }
    return parse_rule(line, control);
}

bool control_parse(char *text, struct control *control, char problem[MAX_PROBLEM])
{
    *control = (struct control){0};
    struct line line = {.problem = problem};
    char *next = text;
    while (next != NULL) {
        char *current = strsep(&next, "\n");
        line.number++;
        current[strcspn(current, "#")] = '\0';
        line.count = 0;
        char *rest = NULL;
        for (char *word = strtok_r(current, " \t\r", &rest); word != NULL; word = strtok_r(NULL, " \t\r", &rest)) {
            if (line.count == MAX_WORDS) {
                return wrong(&line, "too many words");
            }
            line.words[line.count++] = word;
        }
        if (line.count > 0 && !parse_line(&line, control)) {
            return false;
        }
    }
    return true;
}
