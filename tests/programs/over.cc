// C++ names: overloads, a template, a method and a C function whose name is part of another's. Calls fun(int)
// twice, fun(char*) three times, ns::Foo::fun once, both instances of ns::most once, and fun_c never.
#include <cstdio>

__attribute__((noinline)) int fun(int x) {
  __asm__ volatile("" : "+r"(x));
  return x;
}
__attribute__((noinline)) int fun(char* text) {
  __asm__ volatile("" : "+r"(text));
  return text[0];
}
__attribute__((noinline)) int fun(char** texts) {
  __asm__ volatile("" : "+r"(texts));
  return texts[0][0];
}
extern "C" __attribute__((noinline)) int fun_c(int x) {
  return x + 1;
}

namespace ns {
struct Foo {
  __attribute__((noinline)) int fun(int x) {
    __asm__ volatile("" : "+r"(x));
    return x + value;
  }
  int value = 1;
};
template <typename T>
__attribute__((noinline)) T most(T a, T b) {
  __asm__ volatile("" : "+r"(a));
  return a > b ? a : b;
}
template int most<int>(int, int);
template long most<long>(long, long);
}  // namespace ns

int main(int argc, char** argv) {
  ns::Foo foo;
  int sum = fun(1) + fun(2) + fun(argv[0]) + fun(argv[0]) + fun(argv[0]) + foo.fun(3);
  sum += ns::most(1, 2) + static_cast<int>(ns::most(1L, 2L));
  if (argc > 100) sum += fun_c(1) + fun(argv);
  std::printf("%d\n", sum > 0);
}
