// datagrams send: a socket that sends itself datagrams over the loopback device and receives them: ten small
// ones and a large one. datagrams read FILE BEGIN END: the datagrams of a pcap file, and how many of them are
// of the time from BEGIN to END (seconds since 1970). Both print lines of port, bytes and sum of the bytes.
// For skboutput().
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { kSmall = 10, kLarge = 20000, kMost = 70000, kIp = 20, kUdp = 8 };

static unsigned char bytes[kMost];

static void say(unsigned port, unsigned length, const unsigned char* from) {
  unsigned long sum = 0;
  for (unsigned i = 0; i < length; ++i)
    sum = sum * 31 + from[i];
  printf("%u %u %lx\n", port, length, sum);
}

static int send_all(void) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in self = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof self;
  if (bind(fd, (struct sockaddr*)&self, size) != 0 || getsockname(fd, (struct sockaddr*)&self, &size) != 0)
    return 1;
  for (unsigned i = 0; i <= kSmall; ++i) {
    const unsigned length = i < kSmall ? 7 * i + 1 : kLarge;
    for (unsigned k = 0; k < length; ++k)
      bytes[k] = (unsigned char)(i + 3 * k);
    if (sendto(fd, bytes, length, 0, (struct sockaddr*)&self, sizeof self) != (ssize_t)length) return 1;
    if (recv(fd, bytes, sizeof bytes, 0) != (ssize_t)length) return 1;
    say(ntohs(self.sin_port), length, bytes);
  }
  return 0;
}

static int read_all(const char* path, unsigned long begin, unsigned long end) {
  FILE* file = fopen(path, "rb");
  uint32_t head[6], record[4];
  if (file == NULL || fread(head, sizeof head, 1, file) != 1) return 1;
  unsigned in_time = 0;
  while (fread(record, sizeof record, 1, file) == 1) {
    if (record[2] > kMost || fread(bytes, record[2], 1, file) != 1) return 1;
    if (bytes[0] != 0x45 || bytes[9] != IPPROTO_UDP) continue;
    in_time += record[0] >= begin && record[0] <= end && record[1] < 1000000000;
    say(256U * bytes[kIp] + bytes[kIp + 1], record[2] - kIp - kUdp, bytes + kIp + kUdp);
  }
  printf("format %x link %u in time %u\n", head[0], head[5], in_time);
  return 0;
}

int main(int argc, char** argv) {
  if (argc == 5 && strcmp(argv[1], "read") == 0)
    return read_all(argv[2], strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10));
  return argc == 2 && strcmp(argv[1], "send") == 0 ? send_all() : 2;
}
