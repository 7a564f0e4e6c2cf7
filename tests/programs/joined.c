// Calls words() with arrays of strings, for join(): three short ones; one whose second is at an address that
// is none; one whose second has 1,999 letters.
#include <string.h>

#define TRACED __attribute__((noipa))

static const char* volatile sink;

TRACED void words(const char** list) {
  sink = list[0];
}

int main(void) {
  static char large[2000];
  memset(large, 'x', sizeof(large) - 1);
  const char* good[] = {"one", "two", "three", NULL};
  const char* bad[] = {"x", (const char*)8, "z", NULL};
  const char* much[] = {"one", large, "two", NULL};
  words(good);
  words(bad);
  words(much);
}
