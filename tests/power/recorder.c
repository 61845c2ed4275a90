/* Loaded in front of the C library (LD_PRELOAD): writes down, in order, everything that a process asks of the files below a folder.

   POWER_ROOT     the folder, an absolute path without links
   POWER_LOG      where the record goes
   POWER_FOLDERS  "no": a folder cannot be synced, as on some network shares
   POWER_SYNC_US  how long a sync takes longer, microseconds

   A record: kind, inode, offset, three lengths, then two paths and the data. What is written to standard output is recorded too: it is how the
   process says that something is done. What cannot be recorded ends the process. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define PATH 4200

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void give_up(const char *what) {
    fprintf(stderr, "recorder: %s cannot be recorded\n", what);
    abort();
}

static int below_root(const char *path) {
    const char *root = getenv("POWER_ROOT");
    size_t length = root ? strlen(root) : 0;
    return length && strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

/* The whole path of what a call names, in `whole`; 0 where that is not below the folder. */
static int named(int folder, const char *path, char *whole) {
    if (path[0] == '/') {
        snprintf(whole, PATH, "%s", path);
    } else if (folder == AT_FDCWD) {
        char here[PATH / 2];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(whole, PATH, "%s/%s", here, path);
    } else {
        char link[64], where[PATH / 2];
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t n = readlink(link, where, sizeof where - 1);
        if (n < 0) return 0;
        where[n] = 0;
        snprintf(whole, PATH, "%s/%s", where, path);
    }
    return below_root(whole);
}

/* The inode of an open file below the folder; 0 for any other. */
static uint64_t inode(int handle) {
    char link[64], path[PATH];
    struct stat64 found;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    if (!below_root(path) || fstat64(handle, &found)) return 0;
    return found.st_ino;
}

static void record(char kind, uint64_t file, int64_t offset, const char *path, const char *other, const void *data, uint64_t size) {
    static int log_file = -1;
    int kept = errno;
    if (log_file < 0) log_file = REAL(open64)(getenv("POWER_LOG"), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (log_file < 0) give_up("anything (POWER_LOG)");
    uint64_t head[6] = {(uint64_t)kind, file, (uint64_t)offset, strlen(path), strlen(other), size};
    struct iovec parts[4] = {{head, sizeof head}, {(void *)path, head[3]}, {(void *)other, head[4]}, {(void *)data, size}};
    if (REAL(writev)(log_file, parts, 4) != (ssize_t)(sizeof head + head[3] + head[4] + size)) give_up("this");
    errno = kept;
}

#define LOCKED(type, call, after)               \
    pthread_mutex_lock(&one_at_a_time);         \
    type result = call;                         \
    if (result >= 0) { after; }                 \
    pthread_mutex_unlock(&one_at_a_time);       \
    return result

static void opened(int handle, int flags, int was_there, const char *whole) {
    uint64_t file = inode(handle);
    if (!file) return;
    if (!was_there) record('C', file, 0, whole, "", "", 0);
    else if (flags & O_TRUNC) record('T', file, 0, "", "", "", 0);
}

static int open_any(int folder, const char *path, int flags, mode_t mode) {
    char whole[PATH];
    struct stat64 found;
    if (!(flags & (O_CREAT | O_TRUNC)) || !named(folder, path, whole)) return REAL(openat64)(folder, path, flags, mode);
    if ((flags & O_TMPFILE) == O_TMPFILE) give_up("O_TMPFILE");
    int was_there = fstatat64(folder, path, &found, 0) == 0;
    LOCKED(int, REAL(openat64)(folder, path, flags, mode), opened(result, flags, was_there, whole));
}

#define MODE                                    \
    mode_t mode = 0;                            \
    if (flags & O_CREAT) {                      \
        va_list more;                           \
        va_start(more, flags);                  \
        mode = va_arg(more, mode_t);            \
        va_end(more);                           \
    }

int open(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE return open_any(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE return open_any(folder, path, flags | O_LARGEFILE, mode); }
int creat(const char *path, mode_t mode) { return open_any(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

ssize_t write(int handle, const void *data, size_t size) {
    /* What is said is JSON; a process that works for the scenario answers it in another form. */
    if (handle == 1 && size && *(const char *)data == '{' && getenv("POWER_LOG")) {
        record('A', 0, 0, "", "", data, size);
        return REAL(write)(handle, data, size);
    }
    uint64_t file = inode(handle);
    if (!file) return REAL(write)(handle, data, size);
    int64_t at = fcntl(handle, F_GETFL) & O_APPEND ? lseek64(handle, 0, SEEK_END) : lseek64(handle, 0, SEEK_CUR);
    LOCKED(ssize_t, REAL(write)(handle, data, size), record('W', file, at, "", "", data, result));
}

ssize_t pwrite64(int handle, const void *data, size_t size, off64_t at) {
    uint64_t file = inode(handle);
    if (!file) return REAL(pwrite64)(handle, data, size, at);
    LOCKED(ssize_t, REAL(pwrite64)(handle, data, size, at), record('W', file, at, "", "", data, result));
}
ssize_t pwrite(int handle, const void *data, size_t size, off_t at) { return pwrite64(handle, data, size, at); }

int ftruncate64(int handle, off64_t size) {
    uint64_t file = inode(handle);
    if (!file) return REAL(ftruncate64)(handle, size);
    LOCKED(int, REAL(ftruncate64)(handle, size), record('T', file, size, "", "", "", 0));
}
int ftruncate(int handle, off_t size) { return ftruncate64(handle, size); }

static int sync_any(int handle, int (*real)(int)) {
    uint64_t file = inode(handle);
    struct stat64 found;
    const char *folders = getenv("POWER_FOLDERS"), *longer = getenv("POWER_SYNC_US");
    if (!file) return real(handle);
    if (longer) usleep(atoi(longer));
    if (folders && !strcmp(folders, "no") && !fstat64(handle, &found) && S_ISDIR(found.st_mode)) {
        errno = EINVAL;
        return -1;
    }
    LOCKED(int, real(handle), record('S', file, 0, "", "", "", 0));
}
int fsync(int handle) { return sync_any(handle, REAL(fsync)); }
int fdatasync(int handle) { return sync_any(handle, REAL(fdatasync)); }

static int rename_any(int from_folder, const char *from, int to_folder, const char *to) {
    char whole[PATH], other[PATH];
    int ours = named(from_folder, from, whole) + named(to_folder, to, other);
    if (ours == 1) give_up("a rename across the folder's edge");
    if (!ours) return REAL(renameat)(from_folder, from, to_folder, to);
    LOCKED(int, REAL(renameat)(from_folder, from, to_folder, to), record('R', 0, 0, whole, other, "", 0));
}
int rename(const char *from, const char *to) { return rename_any(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) { return rename_any(from_folder, from, to_folder, to); }

static int remove_any(int folder, const char *path, int flags) {
    char whole[PATH];
    if (!named(folder, path, whole)) return REAL(unlinkat)(folder, path, flags);
    LOCKED(int, REAL(unlinkat)(folder, path, flags), record('U', 0, 0, whole, "", "", 0));
}
int unlink(const char *path) { return remove_any(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return remove_any(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int folder, const char *path, int flags) { return remove_any(folder, path, flags); }

static int make_any(int folder, const char *path, mode_t mode) {
    char whole[PATH];
    struct stat64 found;
    if (!named(folder, path, whole)) return REAL(mkdirat)(folder, path, mode);
    LOCKED(int, REAL(mkdirat)(folder, path, mode), if (!fstatat64(folder, path, &found, 0)) record('M', found.st_ino, 0, whole, "", "", 0));
}
int mkdir(const char *path, mode_t mode) { return make_any(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return make_any(folder, path, mode); }

#define NONE_OF(handle, what) if (inode(handle)) give_up(what)
ssize_t writev(int handle, const struct iovec *parts, int count) {
    NONE_OF(handle, "writev");
    return REAL(writev)(handle, parts, count);
}
ssize_t sendfile64(int to, int from, off64_t *offset, size_t size) {
    if (inode(to)) { /* Python falls back to writing. */
        errno = EINVAL;
        return -1;
    }
    return REAL(sendfile64)(to, from, offset, size);
}
ssize_t sendfile(int to, int from, off_t *offset, size_t size) { return sendfile64(to, from, offset, size); }
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *to_at, size_t size, unsigned flags) {
    if (inode(to)) { /* As across two disks: tpdesk falls back to reading and writing. */
        errno = EXDEV;
        return -1;
    }
    return REAL(copy_file_range)(from, at, to, to_at, size, flags);
}
int posix_fallocate64(int handle, off64_t at, off64_t size) {
    NONE_OF(handle, "posix_fallocate");
    return REAL(posix_fallocate64)(handle, at, size);
}
int link(const char *from, const char *to) {
    char whole[PATH];
    if (named(AT_FDCWD, to, whole)) give_up("link");
    return REAL(link)(from, to);
}
int symlink(const char *from, const char *to) {
    char whole[PATH];
    if (named(AT_FDCWD, to, whole)) give_up("symlink");
    return REAL(symlink)(from, to);
}
