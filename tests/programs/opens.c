// opens [-w] COUNT [FILE]: opens and closes FILE (/dev/null) COUNT times; -w waits to be told.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char** argv) {
  int wait = argc > 1 && strcmp(argv[1], "-w") == 0;
  long count = argc > 1 + wait ? strtol(argv[1 + wait], NULL, 10) : 1;
  const char* file = argc > 2 + wait ? argv[2 + wait] : "/dev/null";
  char line[16];
  if (wait && (write(STDOUT_FILENO, "ready\n", 6) != 6 || read(STDIN_FILENO, line, sizeof line) <= 0))
    return 1;
  for (long i = 0; i < count; i++) {
    int opened = open(file, O_RDONLY | O_CLOEXEC);
    if (opened < 0) return 1;
    close(opened);
  }
  return 0;
}
