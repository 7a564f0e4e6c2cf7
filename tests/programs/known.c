// Makes system calls whose arguments and results are known, each `COUNT` times (the first argument): for
// probes of the kernel's functions. Some are made as nobody (65534). Prints the address that setsockopt gets.
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static int one = 1;

static void AsRoot(void) {
  char name[] = "/tmp/sonde-known-XXXXXX";
  const int file = mkstemp(name);
  if (file < 0) exit(2);
  lseek(file, -5, SEEK_CUR);                                       // -EINVAL
  syscall(SYS_faccessat, AT_FDCWD, "/no/such/file", R_OK | X_OK);  // -ENOENT
  fchmod(file, 0640);
  if (chroot("/") != 0) exit(2);
  close(file);
  unlink(name);
  const int stream = socket(AF_INET, SOCK_STREAM, 0);
  if (stream < 0 || setsockopt(stream, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0) exit(2);
  close(stream);
}

static void AsNobody(int count) {
  if (syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY) != 0) exit(2);
  for (int i = 0; i < count; ++i) {
    if (chroot("/") == 0 || syscall(SYS_getuid) != NOBODY) exit(2);
  }
  exit(0);
}

int main(int argc, char** argv) {
  const int count = argc > 1 ? atoi(argv[1]) : 1;
  printf("option at 0x%jx\n", (uintmax_t)(uintptr_t)&one);
  fflush(stdout);
  for (int i = 0; i < count; ++i)
    AsRoot();
  const pid_t child = fork();
  if (child == 0) AsNobody(count);
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}
