#include "watched-file.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool same_status(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
           && same_time(a->st_mtim, b->st_mtim) && same_time(a->st_ctim, b->st_ctim);
}

static void read_file(const char *path, char *text, struct stat *status)
{
    text[0] = '\0';
    memset(status, 0, sizeof *status);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return;
    }
    ssize_t length = fstat(file, status) == 0 ? read(file, text, MAX_WATCHED) : 0;
    text[length > 0 ? length : 0] = '\0';
    close(file);
}

bool watched_file_changed(struct watched_file *file)
{
    if (file->path == NULL) {
        return false;
    }
    char text[MAX_WATCHED + 1];
    struct stat status;
    read_file(file->path, text, &status);
    if (file->known && same_status(&status, &file->status) && strcmp(text, file->text) == 0) {
        return false;
    }
    file->known = true;
    file->status = status;
    strcpy(file->text, text);
    return true;
}
