// Touches PAGES fresh pages: that many page faults, and a few more of the program's own start.
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char** argv) {
  size_t pages = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
  size_t size = (size_t)sysconf(_SC_PAGESIZE);
  char* memory = mmap(NULL, pages * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  madvise(memory, pages * size, MADV_NOHUGEPAGE);  // a huge page would be one fault for 512
  for (size_t i = 0; i < pages; i++)
    memory[i * size] = 1;
  return 0;
}
