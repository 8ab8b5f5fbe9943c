/* Preload library of the fault tests: counts, fails or kills at the n-th matching system call.
 *
 * The C library's functions are wrapped; a call matches when its kind was asked for and the path of its
 * file contains the given text. The test arms it from inside the process (ctypes), so one process can try
 * every n. Not thread-exact on purpose: the code under test writes from one thread. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, RENAME = 4, TRUNCATE = 8 };

static atomic_long seen, failed, synced;
static int armed_kinds, armed_error, armed_sticky, armed_kill;
static long armed_at;
static char armed_text[256];

/* kinds: what to look at; at: 1 = first matching call, 0 = only count; sticky: from then on all of them;
 * kill: end the process there instead of failing. */
void shim_arm(int kinds, const char *text, long at, int error, int sticky, int kill) {
    snprintf(armed_text, sizeof armed_text, "%s", text);
    armed_at = at, armed_error = error, armed_sticky = sticky, armed_kill = kill;
    seen = failed = synced = 0;
    armed_kinds = kinds;
}
void shim_disarm(void) { armed_kinds = 0; }
long shim_seen(void) { return seen; }
long shim_failed(void) { return failed; }
long shim_synced(void) { return synced; }

static int matches_path(const char *path) { return path != NULL && strstr(path, armed_text) != NULL; }

static int matches_fd(int fd) {
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return matches_path(path);
}

/* 1 = this call is to fail. */
static int strikes(int kind, int matching) {
    if (!matching) return 0;
    long turn = ++seen;
    if (armed_at == 0 || (armed_sticky ? turn < armed_at : turn != armed_at)) return 0;
    if (armed_kill) _exit(9);
    (void)kind;
    failed++;
    errno = armed_error;
    return 1;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define LOOK(kind, matching) ((armed_kinds & (kind)) && strikes(kind, matching))

ssize_t write(int fd, const void *from, size_t size) {
    REAL(write);
    return LOOK(WRITE, matches_fd(fd)) ? -1 : real(fd, from, size);
}
ssize_t pwrite(int fd, const void *from, size_t size, off_t at) {
    REAL(pwrite);
    return LOOK(WRITE, matches_fd(fd)) ? -1 : real(fd, from, size, at);
}
ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) {
    REAL(pwrite64);
    return LOOK(WRITE, matches_fd(fd)) ? -1 : real(fd, from, size, at);
}
static int sync_by(int (*real)(int), int fd) {
    int watched = armed_kinds != 0 && matches_fd(fd);
    if (LOOK(SYNC, watched)) return -1;
    int result = real(fd);
    if (watched && result == 0) synced++;
    return result;
}
int fsync(int fd) {
    REAL(fsync);
    return sync_by(real, fd);
}
int fdatasync(int fd) {
    REAL(fdatasync);
    return sync_by(real, fd);
}
int rename(const char *from, const char *to) {
    REAL(rename);
    return LOOK(RENAME, matches_path(to)) ? -1 : real(from, to);
}
int ftruncate(int fd, off_t size) {
    REAL(ftruncate);
    return LOOK(TRUNCATE, matches_fd(fd)) ? -1 : real(fd, size);
}
int ftruncate64(int fd, off64_t size) {
    REAL(ftruncate64);
    return LOOK(TRUNCATE, matches_fd(fd)) ? -1 : real(fd, size);
}
