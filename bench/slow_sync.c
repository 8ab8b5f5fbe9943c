/* Preloaded: every fdatasync takes SLOW_SYNC_US longer, as on a disk that is slower than this one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

int fdatasync(int fd) {
    static int (*real)(int);
    static useconds_t wait;
    if (!real) {
        const char *told = getenv("SLOW_SYNC_US");
        wait = told ? (useconds_t)atoi(told) : 0;
        real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    }
    usleep(wait);
    return real(fd);
}
