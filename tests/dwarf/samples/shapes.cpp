// C++ for tests/dwarf: classes, namespaces, inheritance, references, values that are passed behind a pointer.
#include <cstdint>

#define TRACED __attribute__((noipa))
#ifdef __clang__
#undef TRACED
#define TRACED __attribute__((noinline))
#endif

volatile long sink;

namespace shapes {

struct Base {
  int base_value = 1;
  static int shared;
};
int Base::shared = 9;

class Middle : public Base {
 public:
  virtual ~Middle() = default;
  short middle_value = 2;
};

class Circle final : public Middle {
 public:
  TRACED int area(int scale) const { return radius_ * scale + base_value; }
  int radius_ = 3;
};

namespace inner {
struct Base {
  char other[4] = "in";
};
}  // namespace inner

enum class Kind : uint8_t { Round = 7, Square = 200 };
enum Plain { PlainOne = 1, PlainTwo = 2 };

struct Counted {
  int count = 4;
  Counted() = default;
  Counted(const Counted& other) : count(other.count + 1) {}
};

TRACED void take(const Circle& circle, Kind kind, Plain plain, Counted counted, int last) {
  sink = circle.radius_ + static_cast<int>(kind) + plain + counted.count + last;
}

TRACED void take_inner(inner::Base* base, int Middle::* member) {
  sink = base->other[0] + (member != nullptr);
}

static inline __attribute__((always_inline)) int only_inlined(int value) {
  sink = value + 1;
  return static_cast<int>(sink) * 2;
}

TRACED int around(int value) {
  return only_inlined(value) + only_inlined(value + 1);
}

}  // namespace shapes

TRACED long overloaded(int value) {
  return value + sink;
}
TRACED long overloaded(const char* text) {
  return text[0] + sink;
}

int main() {
  shapes::Circle circle;
  shapes::Counted counted;
  shapes::inner::Base base;
  shapes::take(circle, shapes::Kind::Square, shapes::PlainTwo, counted, 5);
  shapes::take_inner(&base, &shapes::Middle::base_value);
  return static_cast<int>(circle.area(2) + shapes::around(3) + overloaded(1) + overloaded("x")) & 1;
}
