/*
 * A disk that is full or slow for a while, for LD_PRELOAD. In the folder of ADJUTANT_TEST_DISK a file `full` makes every
 * write to a file fail with ENOSPC, and a file `slow` makes every sync take 300 ms.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int is_told(const char *name) {
  const char *folder = getenv("ADJUTANT_TEST_DISK");
  char path[4096];
  if (!folder) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return access(path, F_OK) == 0;
}

static int is_full(int file) {
  struct stat about;
  if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) return 0;
  return is_told("full");
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define REFUSE_IF_FULL(file) \
  if (is_full(file)) {       \
    errno = ENOSPC;          \
    return -1;               \
  }

ssize_t write(int file, const void *data, size_t count) {
  REFUSE_IF_FULL(file)
  return REAL(write)(file, data, count);
}

ssize_t pwrite(int file, const void *data, size_t count, off_t at) {
  REFUSE_IF_FULL(file)
  return REAL(pwrite)(file, data, count, at);
}

ssize_t pwrite64(int file, const void *data, size_t count, off64_t at) {
  REFUSE_IF_FULL(file)
  return REAL(pwrite64)(file, data, count, at);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  REFUSE_IF_FULL(file)
  return REAL(writev)(file, parts, count);
}

static void wait_if_slow(void) {
  struct timespec delay = {0, 300 * 1000 * 1000};
  if (is_told("slow")) nanosleep(&delay, 0);
}

int fsync(int file) {
  wait_if_slow();
  return REAL(fsync)(file);
}

int fdatasync(int file) {
  wait_if_slow();
  return REAL(fdatasync)(file);
}
