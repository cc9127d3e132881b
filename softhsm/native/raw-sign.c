/* raw-sign: how many signatures a token makes when nothing stands between: C_SignInit and C_Sign in a loop, on n threads. */
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "signing.h"
#include "token.h"

static const char USAGE[] =
    "usage: raw-sign --module FILE --token LABEL --key LABEL --pin-file FILE [--threads 1] [--seconds 5]\n"
    "                [--pause-ms 0] [--mechanism CKM_SHA256_RSA_PKCS_PSS] [--salt 478]\n"
    "                [--message-bytes 32]\n"
    "mechanisms: CKM_SHA256_RSA_PKCS_PSS, CKM_RSA_PKCS_PSS, CKM_SHA256_RSA_PKCS, CKM_RSA_PKCS\n"
    "prints {\"threads\",\"signatures\",\"seconds\",\"per_second\",\"p50_ms\",\"p99_ms\",\"p999_ms\",\"mean_ms\"}\n";

enum { MAX_THREADS = 256, MAX_SECONDS = 3600, MAX_PAUSE_MS = 1000, MAX_MESSAGE = 1 << 20, WARM_UP = 5, EXIT_USAGE = 2 };

struct options {
    const char *module;
    const char *token;
    const char *key;
    const char *pin_file;
    const char *mechanism;
    unsigned long threads;
    unsigned long seconds;
    unsigned long pause_ms;
    unsigned long salt;
    unsigned long message_bytes;
};

struct worker {
    pthread_t thread;
    const struct options *options;
    CK_FUNCTION_LIST *module;
    CK_SESSION_HANDLE session;
    CK_OBJECT_HANDLE key;
    pthread_barrier_t *start;
    double started;
    double ended;
    double *latencies_ms;
    size_t count;
    size_t capacity;
};

static double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* What a server has between two requests; a processor that was idle signs more slowly. */
static void pause_for(unsigned long ms)
{
    if (ms > 0) {
        struct timespec pause = {.tv_sec = (time_t) (ms / 1000), .tv_nsec = (long) (ms % 1000) * 1000000};
        nanosleep(&pause, NULL);
    }
}

static void record(struct worker *worker, double ms)
{
    if (worker->count == worker->capacity) {
        worker->capacity = worker->capacity == 0 ? 4096 : worker->capacity * 2;
        worker->latencies_ms = realloc(worker->latencies_ms, worker->capacity * sizeof *worker->latencies_ms);
        if (worker->latencies_ms == NULL) {
            fail("memory: none left for %zu latencies", worker->capacity);
        }
    }
    worker->latencies_ms[worker->count++] = ms;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct signing signing;
    signing_set(&signing, worker->options->mechanism, worker->options->salt);
    CK_ULONG message_length = worker->options->message_bytes;
    CK_BYTE *message = malloc(message_length);
    if (message == NULL) {
        fail("memory: none left for a message of %lu bytes", message_length);
    }
    memset(message, 0xA5, message_length);
    CK_BYTE signature[MAX_SIGNATURE];
    double deadline = 0;
    for (size_t i = 0;; i++) {
        if (i == WARM_UP) {
            pthread_barrier_wait(worker->start);
            worker->started = now_seconds();
            deadline = worker->started + (double) worker->options->seconds;
        }
        pause_for(worker->options->pause_ms);
        CK_ULONG length = sizeof signature;
        double before = now_seconds();
        expect_ok("signature", sign_once(worker->module, worker->session, &signing, worker->key, message, message_length,
                                         signature, &length));
        worker->ended = now_seconds();
        if (i >= WARM_UP) {
            record(worker, (worker->ended - before) * 1e3);
            if (worker->ended >= deadline) {
                break;
            }
        }
    }
    free(message);
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    double first = *(const double *) a;
    double second = *(const double *) b;
    return (first > second) - (first < second);
}

/* The smallest latency that at least the given share of all do not exceed. */
static double percentile(const double *sorted, size_t count, unsigned per_mille)
{
    size_t rank = (count * per_mille + 999) / 1000;
    return sorted[rank == 0 ? 0 : rank - 1];
}

static void report(const struct worker *workers, unsigned long threads)
{
    size_t count = 0;
    double started = workers[0].started;
    double ended = workers[0].ended;
    for (unsigned long i = 0; i < threads; i++) {
        count += workers[i].count;
        started = workers[i].started < started ? workers[i].started : started;
        ended = workers[i].ended > ended ? workers[i].ended : ended;
    }
    double *all = malloc(count * sizeof *all);
    if (all == NULL) {
        fail("memory: none left for %zu latencies", count);
    }
    double sum = 0;
    size_t next = 0;
    for (unsigned long i = 0; i < threads; i++) {
        for (size_t j = 0; j < workers[i].count; j++) {
            all[next++] = workers[i].latencies_ms[j];
            sum += workers[i].latencies_ms[j];
        }
    }
    qsort(all, count, sizeof *all, by_value);
    printf("{\"threads\":%lu,\"signatures\":%zu,\"seconds\":%.3f,\"per_second\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
           "\"p999_ms\":%.3f,\"mean_ms\":%.3f}\n",
           threads, count, ended - started, (double) count / (ended - started), percentile(all, count, 500),
           percentile(all, count, 990), percentile(all, count, 999), sum / (double) count);
    free(all);
}

static _Noreturn void usage(const char *problem, const char *value)
{
    fprintf(stderr, "raw-sign: %s%s\n%s", problem, value, USAGE);
    exit(EXIT_USAGE);
}

static unsigned long number(const char *name, const char *text, unsigned long least, unsigned long most)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || value < least || value > most) {
        char problem[120];
        snprintf(problem, sizeof problem, "--%s (expected: %lu to %lu): ", name, least, most);
        usage(problem, text);
    }
    return value;
}

static struct options parse_options(int argc, char **argv)
{
    static const struct option LONG[] = {
        {"module", required_argument, NULL, 'm'},    {"token", required_argument, NULL, 't'},
        {"key", required_argument, NULL, 'k'},       {"pin-file", required_argument, NULL, 'p'},
        {"mechanism", required_argument, NULL, 'M'}, {"threads", required_argument, NULL, 'n'},
        {"seconds", required_argument, NULL, 's'},   {"salt", required_argument, NULL, 'S'},
        {"message-bytes", required_argument, NULL, 'b'}, {"pause-ms", required_argument, NULL, 'P'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct options options = {
        .mechanism = "CKM_SHA256_RSA_PKCS_PSS", .threads = 1, .seconds = 5, .salt = 478, .message_bytes = 32};
    for (int option; (option = getopt_long(argc, argv, "", LONG, NULL)) != -1;) {
        switch (option) {
        case 'm': options.module = optarg; break;
        case 't': options.token = optarg; break;
        case 'k': options.key = optarg; break;
        case 'p': options.pin_file = optarg; break;
        case 'M': options.mechanism = optarg; break;
        case 'n': options.threads = number("threads", optarg, 1, MAX_THREADS); break;
        case 's': options.seconds = number("seconds", optarg, 1, MAX_SECONDS); break;
        case 'P': options.pause_ms = number("pause-ms", optarg, 0, MAX_PAUSE_MS); break;
        case 'S': options.salt = number("salt", optarg, 0, MAX_SIGNATURE); break;
        case 'b': options.message_bytes = number("message-bytes", optarg, 1, MAX_MESSAGE); break;
        case 'h': fputs(USAGE, stdout); exit(0);
        default: exit(EXIT_USAGE);
        }
    }
    if (optind < argc) {
        usage("unexpected argument: ", argv[optind]);
    }
    if (options.module == NULL || options.token == NULL || options.key == NULL || options.pin_file == NULL) {
        usage("--module, --token, --key and --pin-file", " are required");
    }
    struct signing known;
    if (!signing_set(&known, options.mechanism, options.salt)) {
        usage("unknown mechanism: ", options.mechanism);
    }
    return options;
}

int main(int argc, char **argv)
{
    struct options options = parse_options(argc, argv);
    CK_FUNCTION_LIST *module = module_load(options.module);
    expect_ok("C_Initialize", module_initialize(module));
    CK_SLOT_ID slot = slot_by_label(module, options.token);
    static struct worker workers[MAX_THREADS];
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, (unsigned) options.threads);
    CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
    for (unsigned long i = 0; i < options.threads; i++) {
        workers[i] = (struct worker){.options = &options, .module = module, .start = &start};
        expect_ok("C_OpenSession", module->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &workers[i].session));
        if (i == 0) {
            expect_ok("C_Login", log_in(module, workers[i].session, options.pin_file));
            key = key_by_label(module, workers[i].session, CKO_PRIVATE_KEY, options.key);
        }
        workers[i].key = key;
    }
    for (unsigned long i = 0; i < options.threads; i++) {
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) {
            fail("threads: %lu (expected: at most %lu on this machine)", options.threads, i);
        }
    }
    for (unsigned long i = 0; i < options.threads; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    report(workers, options.threads);
    for (unsigned long i = 0; i < options.threads; i++) {
        free(workers[i].latencies_ms);
    }
    pthread_barrier_destroy(&start);
    expect_ok("C_Finalize", module->C_Finalize(NULL));
    return 0;
}
