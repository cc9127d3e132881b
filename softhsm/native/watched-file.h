/* A small text file that is read again whenever it was written or replaced. Not thread safe. */
#ifndef NATIVE_WATCHED_FILE_H
#define NATIVE_WATCHED_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

enum { MAX_WATCHED = 16384 };

struct watched_file {
    const char *path; /* null: a file that is always empty */
    bool known;
    struct stat status;
    char text[MAX_WATCHED + 1];
};

/* True where the file is another than at the last call: written, replaced, appeared or gone. Its text is then in text; a missing
 * file is an empty one. Time stamps alone are too coarse, so device, inode, size and the contents are compared as well. */
bool watched_file_changed(struct watched_file *file);

#endif
