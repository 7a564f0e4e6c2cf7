// Touches PAGES fresh pages, and lets the kernel write to KERNEL_PAGES more: that many page faults of each
// kind, and a few more of the program's own start:
//   faults [-w] PAGES [KERNEL_PAGES]     -w: say "ready" and wait for a line on standard input first
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char* fresh(size_t bytes) {
  char* memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) exit(1);
  madvise(memory, bytes, MADV_NOHUGEPAGE);  // a huge page would be one fault for 512
  return memory;
}

__attribute__((noipa)) void fill(int zeros, char* memory, size_t pages, size_t size) {
  for (size_t i = 0; i < pages; i++)
    if (read(zeros, memory + i * size, 1) != 1) exit(1);
}

int main(int argc, char** argv) {
  int wait = argc > 1 && strcmp(argv[1], "-w") == 0;
  size_t pages = argc > 1 + wait ? strtoul(argv[1 + wait], NULL, 10) : 1000;
  size_t kernel_pages = argc > 2 + wait ? strtoul(argv[2 + wait], NULL, 10) : 0;
  char line[16];
  if (wait && (write(STDOUT_FILENO, "ready\n", 6) != 6 || read(STDIN_FILENO, line, sizeof line) <= 0))
    return 1;
  size_t size = (size_t)sysconf(_SC_PAGESIZE);
  char* memory = fresh(pages * size);
  for (size_t i = 0; i < pages; i++)
    memory[i * size] = 1;
  if (kernel_pages > 0) fill(open("/dev/zero", O_RDONLY), fresh(kernel_pages * size), kernel_pages, size);
  return 0;
}
