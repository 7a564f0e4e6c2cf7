// cookie: makes three TCP sockets, says what the kernel calls each of them (SO_COOKIE), and connects them to
// a port of this machine where nobody listens. For socket_cookie().
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef SO_COOKIE
#define SO_COOKIE 57
#endif

int main(void) {
  for (int i = 0; i < 3; ++i) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    uint64_t cookie = 0;
    socklen_t size = sizeof cookie;
    if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size) != 0) return 1;
    printf("%llu\n", (unsigned long long)cookie);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    connect(fd, (struct sockaddr*)&address, sizeof address);
    close(fd);
  }
}
