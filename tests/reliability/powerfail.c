/* What a power cut would take: an undo log of every write below a folder that was not synced yet.
 *
 * Preloaded into the server. FIRSTLINE_TEST_POWER_ROOT is the folder (absolute), _LOG the log (made
 * beforehand, sparse), _GRAVES a folder on the same disk for what is unlinked or replaced. The log
 * outlives a kill -9; tests/reliability/power.py reads it and takes back what was not synced.
 * FIRSTLINE_TEST_FAULTS names a file of two numbers of eight bytes: the seconds by which the wall
 * clock is wrong, and the error (errno) that every write below the folder ends with, 0 for none.
 */
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
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE, SYNC, CREATE, RENAME, UNLINK, MKDIR };

struct record {
    uint32_t kind, size; /* size of the whole record, a multiple of 8 */
    uint64_t device, inode;
    int64_t offset, length, before; /* before: the size of the file until now */
};

#define MOST_FILES 65536
#define LONGEST 4096
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WATCHED(fd) ((fd) >= 0 && (fd) < MOST_FILES && watched[fd])

static char *log_start;
static uint64_t log_size, graves;
static const char *root, *graveyard;
static char watched[MOST_FILES];
static volatile int64_t *faults; /* seconds, errno */
static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;

static int (*real_clock)(clockid_t, struct timespec *);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);

__attribute__((constructor)) static void find(void) {
    real_clock = REAL(clock_gettime);
    real_write = REAL(write);
    real_pwrite = REAL(pwrite);
    real_open = REAL(open);
    real_openat = REAL(openat);
    real_close = REAL(close);
}

static void *map(const char *path, uint64_t *size) {
    struct stat found;
    int fd = real_open(path, O_RDWR);
    if (fd < 0 || fstat(fd, &found) < 0) return NULL;
    void *at = mmap(NULL, found.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    real_close(fd);
    if (size) *size = found.st_size;
    return at == MAP_FAILED ? NULL : at;
}

static int64_t fault(int which) {
    const char *path = faults ? NULL : getenv("FIRSTLINE_TEST_FAULTS");
    if (path) faults = map(path, NULL);
    return faults ? faults[which] : 0;
}

static int fails(void) {
    int64_t how = fault(1);
    if (how) errno = how;
    return how != 0;
}

static int is_on(void) {
    if (log_start) return 1;
    const char *path = getenv("FIRSTLINE_TEST_POWER_LOG");
    if (!path) return 0;
    root = strdup(getenv("FIRSTLINE_TEST_POWER_ROOT"));
    graveyard = strdup(getenv("FIRSTLINE_TEST_POWER_GRAVES"));
    log_start = map(path, &log_size);
    if (!log_start) abort();
    return 1;
}

/* --- the log: its first eight bytes say where the next record goes ----------------------------- */

static uint64_t used(void) { return *(volatile uint64_t *)log_start; }

static char *begin(uint64_t payload, struct record *as) {
    as->size = (sizeof *as + payload + 7) & ~7ULL;
    if (used() + as->size > log_size) abort();
    char *at = log_start + used();
    memcpy(at, as, sizeof *as);
    return at + sizeof *as;
}

static void end(const struct record *as) {
    __sync_synchronize();
    *(volatile uint64_t *)log_start = used() + as->size;
}

static void forget(uint64_t from) { *(volatile uint64_t *)log_start = from; }

/* The old bytes, also where the file was opened to be written only. */
static void read_old(int fd, char *at, int64_t length, int64_t offset) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int reading = (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY ? real_open(path, O_RDONLY) : fd;
    for (int64_t got = 0, n; got < length; got += n)
        if ((n = pread(reading, at + got, length - got, offset + got)) <= 0) abort();
    if (reading != fd) real_close(reading);
}

static void note_bytes(int kind, int fd, int64_t offset, int64_t length) {
    struct stat now;
    if (fstat(fd, &now) < 0) return;
    int64_t old = now.st_size - offset;
    old = old < 0 ? 0 : old > length ? length : old;
    struct record as = {kind, 0, now.st_dev, now.st_ino, offset, length, now.st_size};
    char *at = begin(old, &as);
    read_old(fd, at, old, offset);
    end(&as);
}

static void note_names(int kind, const char *in, const char *one, const char *two, const char *three) {
    struct stat folder = {0};
    char parent[LONGEST];
    snprintf(parent, sizeof parent, "%s", in);
    char *slash = strrchr(parent, '/');
    if (slash) *slash = 0;
    stat(parent, &folder);
    uint64_t a = strlen(one) + 1, b = strlen(two) + 1, c = strlen(three) + 1;
    struct record as = {kind, 0, folder.st_dev, folder.st_ino, 0, a + b + c, 0};
    char *at = begin(a + b + c, &as);
    memcpy(at, one, a), memcpy(at + a, two, b), memcpy(at + a + b, three, c);
    end(&as);
}

/* --- which files ------------------------------------------------------------------------------- */

static int below(const char *path, char *whole) {
    if (!is_on()) return 0;
    if (path[0] == '/') snprintf(whole, LONGEST, "%s", path);
    else {
        char here[LONGEST / 2];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(whole, LONGEST, "%s/%s", here, path);
    }
    uint64_t length = strlen(root), all = strlen(whole);
    if (strncmp(whole, root, length) != 0 || (whole[length] && whole[length] != '/')) return 0;
    return !(all > 4 && strcmp(whole + all - 4, "-shm") == 0); /* mapped memory, rebuilt anyway */
}

static void bury(const char *path, char *grave) {
    snprintf(grave, LONGEST, "%s/%d-%lu", graveyard, (int)getpid(), (unsigned long)++graves);
    if (link(path, grave) < 0) grave[0] = 0;
}

static int opened(int fd, const char *whole, int is_new) {
    if (fd < 0 || fd >= MOST_FILES) return fd;
    watched[fd] = 1;
    if (!is_new) return fd;
    pthread_mutex_lock(&busy);
    note_names(CREATE, whole, whole, "", "");
    pthread_mutex_unlock(&busy);
    return fd;
}

static int open_any(int at, const char *path, int flags, mode_t mode) {
    char whole[LONGEST];
    struct stat found;
    int ours = at == AT_FDCWD && below(path, whole);
    if (ours && (flags & (O_CREAT | O_WRONLY | O_RDWR)) && fails()) return -1;
    int is_new = ours && (flags & O_CREAT) && stat(path, &found) < 0;
    int fd = real_openat(at, path, flags, mode);
    if (ours) return opened(fd, whole, is_new);
    if (fd >= 0 && fd < MOST_FILES) watched[fd] = 0;
    return fd;
}

#define MODE(flags, mode)                                        \
    mode_t mode = 0;                                             \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                       \
        va_list rest;                                            \
        va_start(rest, flags), mode = va_arg(rest, mode_t), va_end(rest); \
    }

int open(const char *path, int flags, ...) { MODE(flags, mode) return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return open_any(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags, mode) return open_any(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags, mode) return open_any(at, path, flags | O_LARGEFILE, mode); }

int close(int fd) {
    if (fd >= 0 && fd < MOST_FILES) watched[fd] = 0;
    return real_close(fd);
}

/* --- writes: noted, then done, under one lock so that no sync comes in between ------------------ */

ssize_t write(int fd, const void *data, size_t length) {
    if (!WATCHED(fd)) return real_write(fd, data, length);
    if (fails()) return -1;
    pthread_mutex_lock(&busy);
    struct stat now;
    int64_t at = fcntl(fd, F_GETFL) & O_APPEND && fstat(fd, &now) == 0 ? now.st_size : lseek(fd, 0, SEEK_CUR);
    note_bytes(WRITE, fd, at, length);
    ssize_t done = real_write(fd, data, length);
    pthread_mutex_unlock(&busy);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t at) {
    if (!WATCHED(fd)) return real_pwrite(fd, data, length, at);
    if (fails()) return -1;
    pthread_mutex_lock(&busy);
    note_bytes(WRITE, fd, at, length);
    ssize_t done = real_pwrite(fd, data, length, at);
    pthread_mutex_unlock(&busy);
    return done;
}
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) { return pwrite(fd, data, length, at); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!WATCHED(fd)) return syscall(SYS_writev, fd, parts, count);
    ssize_t all = 0;
    for (int n = 0; n < count; n++) {
        ssize_t done = write(fd, parts[n].iov_base, parts[n].iov_len);
        if (done < 0) return all ? all : done;
        all += done;
    }
    return all;
}

int ftruncate(int fd, off_t length) {
    struct stat now;
    if (!WATCHED(fd) || fstat(fd, &now) < 0) return syscall(SYS_ftruncate, fd, length);
    if (fails()) return -1;
    pthread_mutex_lock(&busy);
    note_bytes(TRUNCATE, fd, length, now.st_size > length ? now.st_size - length : 0);
    int done = syscall(SYS_ftruncate, fd, length);
    pthread_mutex_unlock(&busy);
    return done;
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

/* --- syncs: what was noted before one began is safe once it has returned ----------------------- */

static int sync_by(long how, int fd) {
    struct stat now;
    if (!WATCHED(fd) || fstat(fd, &now) < 0) return syscall(how, fd);
    if (fails()) return -1;
    pthread_mutex_lock(&busy);
    int64_t covered = used();
    pthread_mutex_unlock(&busy);
    int done = syscall(how, fd);
    if (done < 0) return done;
    pthread_mutex_lock(&busy);
    struct record as = {SYNC, 0, now.st_dev, now.st_ino, covered, 0, 0};
    begin(0, &as), end(&as);
    pthread_mutex_unlock(&busy);
    return done;
}
int fsync(int fd) { return sync_by(SYS_fsync, fd); }
int fdatasync(int fd) { return sync_by(SYS_fdatasync, fd); }

/* --- names ------------------------------------------------------------------------------------- */

int rename(const char *from, const char *to) {
    char old[LONGEST], new[LONGEST], grave[LONGEST] = "";
    if (!below(from, old) || !below(to, new)) return syscall(SYS_rename, from, to);
    if (fails()) return -1;
    pthread_mutex_lock(&busy);
    bury(to, grave);
    uint64_t before = used();
    note_names(RENAME, new, old, new, grave);
    int done = syscall(SYS_rename, from, to);
    if (done < 0) forget(before);
    pthread_mutex_unlock(&busy);
    return done;
}

int unlink(const char *path) {
    char whole[LONGEST], grave[LONGEST] = "";
    if (!below(path, whole)) return syscall(SYS_unlink, path);
    if (fails()) return -1;
    pthread_mutex_lock(&busy);
    bury(path, grave);
    uint64_t before = used();
    note_names(UNLINK, whole, whole, grave, "");
    int done = syscall(SYS_unlink, path);
    if (done < 0) forget(before);
    pthread_mutex_unlock(&busy);
    return done;
}

int mkdir(const char *path, mode_t mode) {
    char whole[LONGEST];
    int ours = below(path, whole);
    if (ours && fails()) return -1;
    int done = syscall(SYS_mkdir, path, mode);
    if (done < 0 || !ours) return done;
    pthread_mutex_lock(&busy);
    note_names(MKDIR, whole, whole, "", "");
    pthread_mutex_unlock(&busy);
    return done;
}

/* --- the wall clock ---------------------------------------------------------------------------- */

int clock_gettime(clockid_t which, struct timespec *now) {
    int done = real_clock(which, now);
    if (done == 0 && which == CLOCK_REALTIME) now->tv_sec += fault(0);
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec fine;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &fine);
    now->tv_sec = fine.tv_sec, now->tv_usec = fine.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *where) {
    struct timespec fine;
    clock_gettime(CLOCK_REALTIME, &fine);
    if (where) *where = fine.tv_sec;
    return fine.tv_sec;
}
