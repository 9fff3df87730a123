/* A disk that is slow while a file is there: laid in front of libc (LD_PRELOAD), it lets each write to a file and each
   flush take SLOW_DISK_MS longer as long as the file SLOW_DISK_WHILE exists. Sockets and pipes are as fast as ever. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static void linger(int fd) {
  const char *until = getenv("SLOW_DISK_WHILE");
  const char *ms = getenv("SLOW_DISK_MS");
  struct stat file;
  int before = errno;
  if (until && ms && access(until, F_OK) == 0 && fstat(fd, &file) == 0 && S_ISREG(file.st_mode)) {
    usleep(1000 * atoi(ms));
  }
  errno = before;
}

#define NEXT(name, type) ((type)dlsym(RTLD_NEXT, name))

ssize_t write(int fd, const void *bytes, size_t count) {
  linger(fd);
  return NEXT("write", ssize_t (*)(int, const void *, size_t))(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  linger(fd);
  return NEXT("writev", ssize_t (*)(int, const struct iovec *, int))(fd, parts, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  linger(fd);
  return NEXT("pwrite", ssize_t (*)(int, const void *, size_t, off_t))(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  linger(fd);
  return NEXT("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t))(fd, bytes, count, at);
}

int fsync(int fd) {
  linger(fd);
  return NEXT("fsync", int (*)(int))(fd);
}

int fdatasync(int fd) {
  linger(fd);
  return NEXT("fdatasync", int (*)(int))(fd);
}
