// Calls locked() a few times: a function whose first instruction is a locked add, where the kernel places no
// user probe.
static volatile long counter;

__attribute__((noipa)) void locked(void) {
  __atomic_fetch_add(&counter, 1, __ATOMIC_RELAXED);
}

int main(void) {
  for (int i = 0; i < 5; i++)
    locked();
  return 0;
}
