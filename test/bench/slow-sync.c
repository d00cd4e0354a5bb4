/* A disk that takes 15 ms to sync, for LD_PRELOAD: every fsync and fdatasync waits that long first. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static void wait_15_ms(void) {
  struct timespec delay = {0, 15 * 1000 * 1000};
  nanosleep(&delay, 0);
}

int fsync(int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  wait_15_ms();
  return real(file);
}

int fdatasync(int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  wait_15_ms();
  return real(file);
}
