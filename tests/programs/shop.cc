// A class of C++ with a method, in a namespace: names that are written in another way than they are called.
#include <cstdio>

namespace shop {
struct Cart {
  int items = 0;
  __attribute__((noinline)) void add(int item) {
    items += item;
    __asm__ volatile("" : : "r"(this) : "memory");
  }
};
}  // namespace shop

int main() {
  shop::Cart cart;
  cart.add(1);
  std::printf("%d\n", cart.items);
}
