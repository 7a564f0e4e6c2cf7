// Tests of src/base/demangle.h.
#include "base/demangle.h"

#include <gtest/gtest.h>
#include <time.h>

namespace sonde {
namespace {

// "S_", "S0_" ... "SZ_", "S10_": the n-th part of a name that was seen before.
std::string Seen(int n) {
  if (n == 0) return "S_";
  const char* digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string text;
  for (int rest = n - 1; text.empty() || rest > 0; rest /= 36)
    text.insert(text.begin(), digits[rest % 36]);
  return "S" + text + "_";
}

// f(A<int, int>, A<A<int, int>, A<int, int> >, ...): each parameter is twice as long as the one before.
std::string Doubling(int levels) {
  std::string name = "_Z1f1AIiiE";
  for (int i = 1; i <= levels; ++i)
    name += "S_I" + Seen(i) + Seen(i) + "E";
  return name;
}

// "B_", "B0_" ... "BZ_", "B10_": the part of a Rust name that begins at byte `at`.
std::string RustSeen(size_t at) {
  const char* digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string text;
  for (size_t rest = at - 1; text.empty() || rest > 0; rest /= 62)
    text.insert(text.begin(), digits[rest % 62]);
  return "B" + text + "_";
}

// a::f::<((i32, i32), (i32, i32))>, for one level.
std::string RustDoubling(int levels) {
  std::string name = "INvC1a1f";
  size_t last = name.size();
  name += "TllE";
  for (int i = 0; i < levels; ++i) {
    const size_t next = name.size();
    name += "T" + RustSeen(last) + RustSeen(last) + "E";
    last = next;
  }
  return "_R" + name + "E";
}

double CpuMilliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

TEST(Demangle, NamesThatCompilersMake) {
  EXPECT_EQ(Demangle("_Z3addii").text, "add(int, int)");
  EXPECT_EQ(Demangle("_ZN2ns3Foo3funEi").text, "ns::Foo::fun(int)");
  EXPECT_EQ(Demangle("_ZNSt6vectorIiSaIiEE9push_backEOi").text,
            "std::vector<int, std::allocator<int> >::push_back(int&&)");
  EXPECT_EQ(Demangle("_ZNKSt3mapIPKciE2atERKS1_").text,
            "std::map<char const*, int>::at(char const* const&) const");
  EXPECT_EQ(Demangle("_ZL3addii").text, "add(int, int)");
  EXPECT_EQ(Demangle("_Z3sumIiEvT_").text, "void sum<int>(int)");
}

TEST(Demangle, NamesOfRust) {
  EXPECT_EQ(Demangle("_ZN1a6shapes3sum17h3c000ec75ea3441eE").text, "a::shapes::sum");
  EXPECT_EQ(Demangle("_ZN49_$LT$a..shapes..Sq$u20$as$u20$a..shapes..Area$GT$4area17h3081007bda8b35feE").text,
            "<a::shapes::Sq as a::shapes::Area>::area");
  EXPECT_EQ(Demangle("_RINvNtCs6xxl1lAjzDf_1a6shapes3sumlEB4_").text, "a::shapes::sum::<i32>");
  EXPECT_EQ(Demangle("_RNvXNtCs6xxl1lAjzDf_1a6shapesNtB2_2SqNtB2_4Area4area").text,
            "<a::shapes::Sq as a::shapes::Area>::area");
}

TEST(Demangle, NamesOfD) {
  EXPECT_EQ(Demangle("_Dmain").text, "D main");
  EXPECT_EQ(Demangle("_D8demangle4testFaZv").text, "demangle.test(char)");
  EXPECT_EQ(Demangle("_D8demangle4testFHAbaZv").text, "demangle.test(char[bool[]])");
  const std::string many = "_D8demangle4testF" + std::string(17, 'Q') + "Zv";
  EXPECT_EQ(Demangle(many).text, many);
}

TEST(Demangle, NamesOfGoAreAsWritten) {
  EXPECT_EQ(Demangle("main.(*Server).Serve").text, "main.(*Server).Serve");
}

TEST(Demangle, LeavesOtherNamesAsTheyAre) {
  for (const char* name : {"main", "", "_Z", "_ZZZ", "_Z3", "__libc_start_main", "i", "_Z1fIJ", "_ZN", "_R",
                           "_RNv", "_RUST", "_D", "_D4", "_DYNAMIC", "_D1aQ"}) {
    const Demangled result = Demangle(name);
    EXPECT_EQ(result.text, name);
    EXPECT_FALSE(result.too_long) << name;
  }
  const std::string long_name = "_Z1f" + std::string(100000, 'i');
  EXPECT_EQ(Demangle(long_name).text, long_name);
}

TEST(Demangle, StopsWhereANameGrowsWithoutEnd) {
  for (const int levels : {10, 30, 60, 80}) {
    const std::string name = Doubling(levels);
    const double before = CpuMilliseconds();
    const Demangled result = Demangle(name);
    EXPECT_LT(CpuMilliseconds() - before, 100) << levels;
    EXPECT_TRUE(result.too_long) << levels;
    EXPECT_EQ(result.text, name);
  }
  for (const int levels : {12, 30, 100}) {
    const double before = CpuMilliseconds();
    const Demangled result = Demangle(RustDoubling(levels));
    EXPECT_LT(CpuMilliseconds() - before, 100) << levels;
    EXPECT_TRUE(result.too_long) << levels;
  }
  EXPECT_EQ(Demangle(RustDoubling(1)).text, "a::f::<(i32, i32), ((i32, i32), (i32, i32))>");
  const Demangled short_one = Demangle(Doubling(2));
  EXPECT_FALSE(short_one.too_long);
  EXPECT_EQ(short_one.text,
            "f(A<int, int>, A<A<int, int>, A<int, int> >, A<A<A<int, int>, A<int, int> >, A<A<int, int>, "
            "A<int, int> > >)");
}

TEST(Demangle, TakesNamesUpToTheLimit) {
  const std::string part(900, 'a');
  std::string name = "_Z1f900" + part;
  for (int i = 0; i < 8; ++i)
    name += "S_";
  const Demangled fits = Demangle(name);  // 9 times 900 characters
  EXPECT_FALSE(fits.too_long);
  EXPECT_EQ(fits.text.size(), 3 + 9 * 900 + 8 * 2U);
  EXPECT_TRUE(Demangle(name + "S_").too_long);
}

}  // namespace
}  // namespace sonde
