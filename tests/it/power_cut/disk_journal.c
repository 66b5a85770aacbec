/*
 * Writes down, in order, everything a program does to the files below one folder, so that a test can
 * work out what a disk holds if the power goes at any moment. Loaded before the C library:
 *
 *   LD_PRELOAD=disk_journal.so DISK_JOURNAL=file DISK_JOURNAL_ROOT=folder program ...
 *
 * Each call is done and written down under one lock, so that the journal has the order in which the
 * calls took effect. Nothing waits for the disk: fsync is written down and answers at once. What is
 * shared memory (SQLite's -shm) is left out. A record is a kind, two numbers, two lengths and as many
 * bytes, numbers little-endian as this machine has them; journal.rs reads it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, SYNC, SYNC_FOLDER, RENAME, UNLINK, MKDIR, LINK, RMDIR };

struct __attribute__((packed)) head {
    uint8_t kind;
    uint64_t a, b;
    uint32_t length, second;
};

#define FILES 4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static char root[PATH_MAX];
static size_t root_length;
static struct { dev_t device; ino_t inode; } followed[FILES];
static int n_followed;

#define REAL(result, name, ...) static result (*real_##name)(__VA_ARGS__)
REAL(int, openat, int, const char *, int, ...);
REAL(ssize_t, write, int, const void *, size_t);
REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
REAL(ssize_t, writev, int, const struct iovec *, int);
REAL(ssize_t, pwritev64, int, const struct iovec *, int, off64_t);
REAL(int, ftruncate64, int, off64_t);
REAL(int, fsync, int);
REAL(int, fdatasync, int);
REAL(int, renameat, int, const char *, int, const char *);
REAL(int, unlinkat, int, const char *, int);
REAL(int, mkdirat, int, const char *, mode_t);
REAL(int, linkat, int, const char *, int, const char *, int);
REAL(ssize_t, copy_file_range, int, off64_t *, int, off64_t *, size_t, unsigned);
REAL(ssize_t, sendfile64, int, int, off64_t *, size_t);

__attribute__((constructor)) static void begin(void)
{
    if (journal >= 0) return;
#define FIND(name) real_##name = dlsym(RTLD_NEXT, #name)
    FIND(openat); FIND(write); FIND(pwrite64); FIND(writev); FIND(pwritev64); FIND(ftruncate64);
    FIND(fsync); FIND(fdatasync); FIND(renameat); FIND(unlinkat); FIND(mkdirat); FIND(linkat);
    FIND(copy_file_range); FIND(sendfile64);
    const char *file = getenv("DISK_JOURNAL"), *folder = getenv("DISK_JOURNAL_ROOT");
    if (file == NULL || folder == NULL || realpath(folder, root) == NULL) return;
    root_length = strlen(root);
    journal = real_openat(AT_FDCWD, file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (journal < 0) abort();
}

/* A journal with a gap would prove nothing. */
static void put(uint8_t kind, uint64_t a, uint64_t b, const void *bytes, size_t length,
                const void *more, size_t second)
{
    struct head head = { kind, a, b, (uint32_t)length, (uint32_t)second };
    struct iovec parts[] = {
        { &head, sizeof head }, { (void *)bytes, length }, { (void *)more, second },
    };
    if (real_writev(journal, parts, 3) != (ssize_t)(sizeof head + length + second)) abort();
}

/* The part of a path below the folder; NULL outside it and for shared memory. */
static const char *below(int at, const char *path, char *whole)
{
    if (journal < 0) return NULL;
    if (path[0] == '/') {
        snprintf(whole, PATH_MAX, "%s", path);
    } else {
        char link[64];
        snprintf(link, sizeof link, at == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", at);
        ssize_t length = readlink(link, whole, PATH_MAX - 1);
        if (length < 0) return NULL;
        snprintf(whole + length, PATH_MAX - length, "/%s", path);
    }
    if (strncmp(whole, root, root_length) != 0) return NULL;
    if (whole[root_length] != '/' && whole[root_length] != 0) return NULL;
    const char *found = whole + root_length;
    while (*found == '/') found++;
    size_t length = strlen(found);
    return length >= 4 && strcmp(found + length - 4, "-shm") == 0 ? NULL : found;
}

static int place_of(const struct stat *file)
{
    for (int i = 0; i < n_followed; i++)
        if (followed[i].inode == file->st_ino && followed[i].device == file->st_dev) return i;
    return -1;
}

static void follow(const struct stat *file)
{
    if (place_of(file) >= 0) return;
    if (n_followed == FILES) abort();
    followed[n_followed].device = file->st_dev;
    followed[n_followed++].inode = file->st_ino;
}

/* The number of a file's last name goes to another file. */
static void forget(int at, const char *path)
{
    struct stat file;
    if (fstatat(at, path, &file, AT_SYMLINK_NOFOLLOW) != 0 || file.st_nlink > 1) return;
    int place = place_of(&file);
    if (place >= 0) followed[place] = followed[--n_followed];
}

static int is_followed(int fd, struct stat *file)
{
    return journal >= 0 && fd != journal && fstat(fd, file) == 0 && place_of(file) >= 0;
}

static int opened(int at, const char *path, int flags, mode_t mode)
{
    char whole[PATH_MAX];
    /* Somebody else's beginning may come before ours. */
    if (real_openat == NULL) begin();
    pthread_mutex_lock(&lock);
    const char *name = below(at, path, whole);
    struct stat file;
    int was_there = name != NULL && fstatat(at, path, &file, 0) == 0;
    int fd = real_openat(at, path, flags, mode);
    int why = errno;
    if (fd >= 0 && name != NULL && fstat(fd, &file) == 0 && S_ISREG(file.st_mode)) {
        follow(&file);
        if (!was_there)
            put(CREATE, file.st_ino, 0, name, strlen(name), NULL, 0);
        else if (flags & O_TRUNC)
            put(TRUNCATE, file.st_ino, 0, NULL, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = why;
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

/* Where a plain write begins: at the end when the file is appended to. */
static off64_t place_of_write(int fd, const struct stat *file)
{
    return fcntl(fd, F_GETFL) & O_APPEND ? file->st_size : lseek64(fd, 0, SEEK_CUR);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    struct stat file;
    if (journal < 0) return real_write(fd, bytes, length);
    pthread_mutex_lock(&lock);
    int ours = is_followed(fd, &file);
    if (!ours) {
        /* Elsewhere a write may wait for whoever reads. */
        pthread_mutex_unlock(&lock);
        return real_write(fd, bytes, length);
    }
    off64_t place = place_of_write(fd, &file);
    ssize_t written = real_write(fd, bytes, length);
    int why = errno;
    if (written > 0) put(WRITE, file.st_ino, place, bytes, written, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = why;
    return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t place)
{
    struct stat file;
    pthread_mutex_lock(&lock);
    int ours = is_followed(fd, &file);
    ssize_t written = real_pwrite64(fd, bytes, length, place);
    int why = errno;
    if (ours && written > 0) put(WRITE, file.st_ino, place, bytes, written, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = why;
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t place) { return pwrite64(fd, bytes, length, place); }

/* Several parts are one write after the other, which is what the disk may make of them too. */
static ssize_t in_parts(int fd, const struct iovec *parts, int n, off64_t place)
{
    ssize_t all = 0;
    for (int i = 0; i < n; i++) {
        ssize_t written = place < 0 ? write(fd, parts[i].iov_base, parts[i].iov_len)
                                    : pwrite64(fd, parts[i].iov_base, parts[i].iov_len, place + all);
        if (written < 0) return all > 0 ? all : -1;
        all += written;
        if ((size_t)written < parts[i].iov_len) break;
    }
    return all;
}

static int ours(int fd)
{
    struct stat file;
    pthread_mutex_lock(&lock);
    int found = is_followed(fd, &file);
    pthread_mutex_unlock(&lock);
    return found;
}

ssize_t writev(int fd, const struct iovec *parts, int n)
{
    return ours(fd) ? in_parts(fd, parts, n, -1) : real_writev(fd, parts, n);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int n, off64_t place)
{
    return ours(fd) ? in_parts(fd, parts, n, place) : real_pwritev64(fd, parts, n, place);
}

ssize_t pwritev(int fd, const struct iovec *parts, int n, off_t place) { return pwritev64(fd, parts, n, place); }

/* Without these two a program copies by reading and writing, which is seen. */
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *place, size_t length, unsigned flags)
{
    if (!ours(to)) return real_copy_file_range(from, at, to, place, length, flags);
    errno = ENOSYS;
    return -1;
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t length)
{
    if (!ours(to)) return real_sendfile64(to, from, at, length);
    errno = EINVAL;
    return -1;
}

ssize_t sendfile(int to, int from, off_t *at, size_t length) { return sendfile64(to, from, at, length); }

int ftruncate64(int fd, off64_t size)
{
    struct stat file;
    pthread_mutex_lock(&lock);
    int is_ours = is_followed(fd, &file);
    int result = real_ftruncate64(fd, size);
    int why = errno;
    if (is_ours && result == 0) put(TRUNCATE, file.st_ino, size, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = why;
    return result;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int synced(int fd, int (*real)(int))
{
    struct stat file;
    char link[64], whole[PATH_MAX], again[PATH_MAX];
    if (journal < 0 || fstat(fd, &file) != 0) return real(fd);
    pthread_mutex_lock(&lock);
    int done = 0;
    if (S_ISDIR(file.st_mode)) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, whole, sizeof whole - 1);
        whole[length < 0 ? 0 : length] = 0;
        const char *name = whole[0] == '/' ? below(AT_FDCWD, whole, again) : NULL;
        if ((done = name != NULL)) put(SYNC_FOLDER, 0, 0, name, strlen(name), NULL, 0);
    } else if ((done = place_of(&file) >= 0)) {
        put(SYNC, file.st_ino, 0, NULL, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return done ? 0 : real(fd);
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int renameat(int at, const char *from, int to_at, const char *to)
{
    char whole[PATH_MAX], second[PATH_MAX];
    pthread_mutex_lock(&lock);
    const char *name = below(at, from, whole), *after = below(to_at, to, second);
    if (after != NULL) forget(to_at, to);
    int result = real_renameat(at, from, to_at, to);
    int why = errno;
    /* Moving in or out is not told of; the program under test does neither. */
    if (result == 0 && (name == NULL) != (after == NULL)) abort();
    if (result == 0 && name != NULL)
        put(RENAME, 0, 0, name, strlen(name), after, strlen(after));
    pthread_mutex_unlock(&lock);
    errno = why;
    return result;
}

int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int renameat2(int at, const char *from, int to_at, const char *to, unsigned flags)
{
    if (flags == 0) return renameat(at, from, to_at, to);
    errno = EINVAL;
    return -1;
}

int unlinkat(int at, const char *path, int flags)
{
    char whole[PATH_MAX];
    pthread_mutex_lock(&lock);
    const char *name = below(at, path, whole);
    if (name != NULL) forget(at, path);
    int result = real_unlinkat(at, path, flags);
    int why = errno;
    if (result == 0 && name != NULL)
        put(flags & AT_REMOVEDIR ? RMDIR : UNLINK, 0, 0, name, strlen(name), NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = why;
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int at, const char *path, mode_t mode)
{
    char whole[PATH_MAX];
    pthread_mutex_lock(&lock);
    const char *name = below(at, path, whole);
    int result = real_mkdirat(at, path, mode);
    int why = errno;
    if (result == 0 && name != NULL) put(MKDIR, 0, 0, name, strlen(name), NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = why;
    return result;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int linkat(int at, const char *from, int to_at, const char *to, int flags)
{
    char whole[PATH_MAX], second[PATH_MAX];
    pthread_mutex_lock(&lock);
    const char *name = below(at, from, whole), *after = below(to_at, to, second);
    int result = real_linkat(at, from, to_at, to, flags);
    int why = errno;
    if (result == 0 && name != NULL && after != NULL)
        put(LINK, 0, 0, name, strlen(name), after, strlen(after));
    pthread_mutex_unlock(&lock);
    errno = why;
    return result;
}

int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
