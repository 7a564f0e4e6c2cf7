// tcp WAY ...: TCP connections over the loopback device, in known numbers, between a process "client" and a
// process "server". FAMILY is 4 or 6; TCP_PORT may say which port is the server's. Prints a line for each
// connection: CLIENT-PORT SERVER-PORT CLIENT-PID SERVER-PID.
//   talk FAMILY COUNT UP DOWN   the client sends UP bytes and gets DOWN bytes, COUNT times; it closes first
//   reset FAMILY                the server ends a connection, whose 3 bytes it has read, by a reset
//   refused FAMILY COUNT        connects to a port that nobody listens at
//   later FAMILY                connects without waiting, and asks later: to one who accepts, then to nobody
//   unreachable FAMILY          connects to an address that no route leads to
//   taken                       connects from an address and a port to where a connection from there is
//   full TRIES             connects to one whose queue is full: the SYN is sent TRIES times more, in vain
//   backlog LIMIT COUNT    COUNT times, without waiting, to one that keeps LIMIT + 1 and accepts none
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int family = AF_INET;
static pid_t server_process;

static void Fail(const char* what) {
  perror(what);
  exit(1);
}

// An address of this machine with PORT, or one in a network that no route leads to.
static socklen_t Address(struct sockaddr_storage* to, int port, const char* v4, const char* v6) {
  memset(to, 0, sizeof *to);
  to->ss_family = (sa_family_t)family;
  if (family == AF_INET) {
    struct sockaddr_in* address = (struct sockaddr_in*)to;
    address->sin_port = htons((uint16_t)port);
    inet_pton(AF_INET, v4, &address->sin_addr);
    return sizeof *address;
  }
  struct sockaddr_in6* address = (struct sockaddr_in6*)to;
  address->sin6_port = htons((uint16_t)port);
  inet_pton(AF_INET6, v6, &address->sin6_addr);
  return sizeof *address;
}

static socklen_t Here(struct sockaddr_storage* to, int port) {
  return Address(to, port, "127.0.0.1", "::1");
}

static int PortOf(int fd) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  if (getsockname(fd, (struct sockaddr*)&address, &size) != 0) Fail("getsockname");
  return ntohs(family == AF_INET ? ((struct sockaddr_in*)&address)->sin_port
                                 : ((struct sockaddr_in6*)&address)->sin6_port);
}

static int Socket(int flags) {
  const int fd = socket(family, SOCK_STREAM | flags, 0);
  if (fd < 0) Fail("socket");
  return fd;
}

static int Bound(int port) {
  const int fd = Socket(0);
  const int one = 1;
  struct sockaddr_storage address;
  const socklen_t size = Here(&address, port);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr*)&address, size) != 0) Fail("bind");
  return fd;
}

// A port of the kernel's choice, unless the environment says which.
static int Chosen(void) {
  return Bound(getenv("TCP_PORT") != NULL ? atoi(getenv("TCP_PORT")) : 0);
}

static int Listener(int limit) {
  const int fd = Chosen();
  if (listen(fd, limit) != 0) Fail("listen");
  return fd;
}

static int Connect(int fd, int port) {
  struct sockaddr_storage address;
  const socklen_t size = Here(&address, port);
  return connect(fd, (struct sockaddr*)&address, size) == 0 ? 0 : errno;
}

static void Expect(int got, int expected, const char* what) {
  if (got == expected) return;
  fprintf(stderr, "%s: got %d, expected %d\n", what, got, expected);
  exit(1);
}

static void Say(int client, int port) {
  printf("%d %d %d %d\n", PortOf(client), port, getpid(), server_process);
  fflush(stdout);
}

static void Move(int fd, long bytes, int sending) {
  static char data[65536];
  while (bytes > 0) {
    const size_t size = bytes < (long)sizeof data ? (size_t)bytes : sizeof data;
    const ssize_t done = sending ? send(fd, data, size, MSG_NOSIGNAL) : recv(fd, data, size, 0);
    if (done <= 0) Fail(sending ? "send" : "recv");
    bytes -= done;
  }
}

static void Name(const char* name) {
  prctl(PR_SET_NAME, name);
}

// Starts the server: it accepts COUNT connections, one after the other.
static void Serve(int listener, int count, long up, long down, int reset) {
  server_process = fork();
  if (server_process < 0) Fail("fork");
  if (server_process > 0) {
    Name("client");
    return;
  }
  Name("server");
  for (int i = 0; i < count; ++i) {
    const int fd = accept(listener, NULL, NULL);
    if (fd < 0) Fail("accept");
    char byte;
    Move(fd, up, 0);
    Move(fd, down, 1);
    if (reset) {
      const struct linger at_once = {.l_onoff = 1};
      setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    } else if (read(fd, &byte, 1) != 0) {
      Fail("more than was to be sent");
    }
    close(fd);
  }
  exit(0);
}

static void End(void) {
  int status;
  if (waitpid(server_process, &status, 0) < 0 || status != 0) Fail("server");
}

static void Talk(int count, long up, long down, int reset) {
  const int listener = Listener(16);
  const int port = PortOf(listener);
  Serve(listener, count, up, down, reset);
  for (int i = 0; i < count; ++i) {
    const int fd = Socket(0);
    Expect(Connect(fd, port), 0, "connect");
    Say(fd, port);
    Move(fd, up, 1);
    Move(fd, down, 0);
    char byte;
    if (reset && (read(fd, &byte, 1) != -1 || errno != ECONNRESET)) Fail("not reset");
    close(fd);
  }
  End();
}

static void Refused(int count) {
  const int nobody = Chosen();  // bound, so that no other program gets it meanwhile
  for (int i = 0; i < count; ++i) {
    const int fd = Bound(0);
    Expect(Connect(fd, PortOf(nobody)), ECONNREFUSED, "connect");
    Say(fd, PortOf(nobody));
    close(fd);
  }
}

static void ConnectLater(int port, int expected) {
  const int fd = Socket(SOCK_NONBLOCK);
  Expect(Connect(fd, port), EINPROGRESS, "connect");
  Say(fd, port);
  struct pollfd ready = {.fd = fd, .events = POLLOUT};
  poll(&ready, 1, -1);
  Expect(Connect(fd, port), expected, "how it went");
  close(fd);
}

static void Later(void) {
  const int listener = Listener(16);
  const int nobody = Bound(0);
  Serve(listener, 1, 0, 0, 0);
  ConnectLater(PortOf(listener), 0);
  ConnectLater(PortOf(nobody), ECONNREFUSED);
  End();
}

static void Unreachable(void) {
  const int fd = Socket(0);
  struct sockaddr_storage address;
  const socklen_t size = Address(&address, 4242, "192.0.2.77", "2001:db8:77::1");
  if (connect(fd, (struct sockaddr*)&address, size) == 0) Fail("connected");
  Expect(errno, ENETUNREACH, "connect");
}

static void Taken(void) {
  const int listener = Listener(16);
  const int first = Bound(0);
  Expect(Connect(first, PortOf(listener)), 0, "connect");
  Say(first, PortOf(listener));
  const int second = Bound(PortOf(first));
  Expect(Connect(second, PortOf(listener)), EADDRNOTAVAIL, "connect again");
  Say(second, PortOf(listener));
}

static void Full(int tries) {
  const int listener = Listener(0);
  const int first = Socket(0);  // the one that a queue of no length holds
  Expect(Connect(first, PortOf(listener)), 0, "connect");
  Say(first, PortOf(listener));
  const int fd = Bound(0);
  if (setsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &tries, sizeof tries) != 0) Fail("TCP_SYNCNT");
  Say(fd, PortOf(listener));
  Expect(Connect(fd, PortOf(listener)), ETIMEDOUT, "connect");
}

static void Backlog(int limit, int count) {
  const int listener = Listener(limit);
  for (int i = 0; i < count; ++i) {
    const int fd = Socket(SOCK_NONBLOCK);
    Expect(Connect(fd, PortOf(listener)), EINPROGRESS, "connect");
    Say(fd, PortOf(listener));
    if (i > limit) close(fd);  // before the SYN is sent again
  }
}

int main(int argc, char** argv) {
  const char* way = argc > 1 ? argv[1] : "";
  const int has_family = argc > 2 && strchr("trlu", way[0]) != NULL && strcmp(way, "taken") != 0;
  if (has_family && argv[2][0] == '6') family = AF_INET6;
  Name("client");
  const long first = argc > 2 + has_family ? atol(argv[2 + has_family]) : 0;
  if (strcmp(way, "talk") == 0 && argc == 6)
    Talk((int)first, atol(argv[4]), atol(argv[5]), 0);
  else if (strcmp(way, "reset") == 0)
    Talk(1, 3, 0, 1);
  else if (strcmp(way, "refused") == 0)
    Refused((int)first);
  else if (strcmp(way, "later") == 0)
    Later();
  else if (strcmp(way, "unreachable") == 0)
    Unreachable();
  else if (strcmp(way, "taken") == 0)
    Taken();
  else if (strcmp(way, "full") == 0)
    Full((int)first);
  else if (strcmp(way, "backlog") == 0 && argc == 4)
    Backlog((int)first, atoi(argv[3]));
  else
    return 2;
}
