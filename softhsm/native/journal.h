/* What the fault module has seen and done: a log with a line for each call and a status file with counts. Thread safe.
 * Never writes data, signatures or PINs. */
#ifndef NATIVE_JOURNAL_H
#define NATIVE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "names.h"

/* Opens both files; a null path means none. False, with a line on stderr, where a file cannot be opened. */
bool journal_open(const char *log_path, const char *status_path);

/* Counts a call that has begun, and separately that it is being passed to the module behind. */
void journal_count_call(enum function function);
void journal_count_real(enum function function);

/* Shows how many sessions are open now. */
void journal_sessions(size_t open);

/* Writes one line to the log. */
__attribute__((format(printf, 1, 2))) void journal_note(const char *format, ...);

#endif
