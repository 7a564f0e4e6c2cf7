// Calls ask(0) to ask(2) and prints "got N" for each signal N that it has handled, then calls show(), which
// prints what its arguments point to: for signal() and write_user().
#include <signal.h>
#include <stdio.h>

#define TRACED __attribute__((noipa))

static volatile sig_atomic_t got[65];

struct shown {
  int number;
  char text[12];
};

static void handle(int number) {
  got[number]++;
}

TRACED void ask(int step) {
  got[0] = step;
}

TRACED void show(char* text, struct shown* shown, long* number) {
  printf("%s %d %s %ld\n", text, shown->number, shown->text, *number);
}

int main(void) {
  for (int number = 1; number < 32; number++)
    signal(number, handle);
  for (int step = 0; step < 3; step++)
    ask(step);
  for (int number = 1; number < 32; number++) {
    if (got[number] > 0) printf("got %d\n", number);
  }
  char text[12] = "before";
  struct shown shown = {1, "old"};
  long number = 3;
  show(text, &shown, &number);
}
