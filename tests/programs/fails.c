// One system call that fails in a known way:
//   fails missing FILE      opens a file that is not there
//   fails denied FILE       opens it as nobody
//   fails full FILE         writes to FILE until nothing more fits
//   fails refused           connects to a port of the loopback device where nobody listens
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int refused(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int taken = socket(AF_INET, SOCK_STREAM, 0), other = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(taken, (void*)&address, length) || getsockname(taken, (void*)&address, &length)) return -1;
  return connect(other, (void*)&address, length);
}

static int full(const char* path) {
  static char bytes[65536];
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0) return -1;
  while (write(file, bytes, sizeof bytes) >= 0)
    continue;
  return -1;
}

int main(int argc, char** argv) {
  const char* how = argc > 1 ? argv[1] : "";
  int result = 0;
  if (!strcmp(how, "refused"))
    result = refused();
  else if (argc < 3)
    return 2;
  else if (!strcmp(how, "missing"))
    result = open(argv[2], O_RDONLY);
  else if (!strcmp(how, "denied"))
    result = setuid(65534) ? 0 : open(argv[2], O_RDONLY);
  else if (!strcmp(how, "full"))
    result = full(argv[2]);
  printf("%s: %s\n", how, result < 0 ? strerror(errno) : "no error");
  return result < 0 ? 0 : 1;
}
