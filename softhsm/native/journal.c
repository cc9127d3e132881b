#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Rows of one width are overwritten in place, so that a reader finds a whole file at any time. */
enum { ROW_WIDTH = 52, ROW_SESSIONS = FUNCTION_COUNT };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -1;
static int status_file = -1;
static unsigned long calls[FUNCTION_COUNT];
static unsigned long real_calls[FUNCTION_COUNT];

static void write_row(int row, const char *name, unsigned long first, unsigned long second)
{
    if (status_file < 0) {
        return;
    }
    char text[ROW_WIDTH + 1];
    int length = snprintf(text, sizeof text, "%-25s %12lu %12lu\n", name, first, second);
    if (pwrite(status_file, text, (size_t) length, (off_t) row * ROW_WIDTH) != length) {
        perror("FAULT_PKCS11_STATUS");
    }
}

static bool open_file(const char *variable, const char *path, int flags, int *file)
{
    if (path == NULL) {
        return true;
    }
    *file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    if (*file < 0) {
        fprintf(stderr, "%s: %s: %s (expected: a file that can be written)\n", variable, path, strerror(errno));
    }
    return *file >= 0;
}

bool journal_open(const char *log_path, const char *status_path)
{
    if (!open_file("FAULT_PKCS11_LOG", log_path, O_APPEND, &log_file)
        || !open_file("FAULT_PKCS11_STATUS", status_path, O_TRUNC, &status_file)) {
        return false;
    }
    for (int i = 0; i < FUNCTION_COUNT; i++) {
        write_row(i, function_name((enum function) i), 0, 0);
    }
    write_row(ROW_SESSIONS, "open-sessions", 0, 0);
    return true;
}

static void count(enum function function, unsigned long counters[])
{
    pthread_mutex_lock(&lock);
    counters[function]++;
    write_row(function, function_name(function), calls[function], real_calls[function]);
    pthread_mutex_unlock(&lock);
}

void journal_count_call(enum function function)
{
    count(function, calls);
}

void journal_count_real(enum function function)
{
    count(function, real_calls);
}

void journal_sessions(size_t open)
{
    pthread_mutex_lock(&lock);
    write_row(ROW_SESSIONS, "open-sessions", open, open);
    pthread_mutex_unlock(&lock);
}

void journal_note(const char *format, ...)
{
    if (log_file < 0) {
        return;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    char text[400];
    int used = snprintf(text, sizeof text, "%ld.%06ld %d/%d ", (long) now.tv_sec, now.tv_nsec / 1000, getpid(), gettid());
    va_list arguments;
    va_start(arguments, format);
    used += vsnprintf(text + used, sizeof text - (size_t) used, format, arguments);
    va_end(arguments);
    size_t length = (size_t) used < sizeof text - 1 ? (size_t) used : sizeof text - 2;
    text[length++] = '\n';
    if (write(log_file, text, length) != (ssize_t) length) {
        perror("FAULT_PKCS11_LOG");
    }
}
