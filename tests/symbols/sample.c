// A small program for the tests of src/symbols: a local and a global function, one of them aliased.
__attribute__((noinline)) static int sample_local(int value) {
  __asm__ volatile("" : "+r"(value));
  return value + 1;
}
__attribute__((noinline)) int sample_global(int value) {
  return sample_local(value) * 2;
}
int _sample_alias(int value) __attribute__((alias("sample_global")));
int main(int argc, char** argv) {
  (void)argv;
  return sample_global(argc) == 0;
}
