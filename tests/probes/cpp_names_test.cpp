// Tests of src/probes/cpp_names.h.
#include "probes/cpp_names.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

bool Matches(std::string_view pattern, std::string_view symbol) {
  return MatchCppName(pattern, symbol) != CppMatch::None;
}

TEST(CppNames, ParametersCountOnlyWhenWritten) {
  EXPECT_TRUE(Matches("foo::bar", "_ZN3foo3barEi"));
  EXPECT_TRUE(Matches("foo::bar(int)", "_ZN3foo3barEi"));
  EXPECT_FALSE(Matches("foo::bar(char)", "_ZN3foo3barEi"));
  EXPECT_TRUE(Matches("*bar", "_ZN3foo3barEi"));
  EXPECT_FALSE(Matches("foo", "_ZN3foo3barEi"));
  EXPECT_TRUE(Matches("fun(int, char)", "_Z3funic"));
  EXPECT_TRUE(Matches("fun(int,char)", "_Z3funic"));
}

TEST(CppNames, TemplatesAreFoundWithAndWithoutWhatTheDemanglerAdds) {
  constexpr const char* kMost = "_ZN2ns4mostIiEET_S1_S1_";  // int ns::most<int>(int, int)
  EXPECT_TRUE(Matches("int ns::most<int>(int, int)", kMost));
  EXPECT_TRUE(Matches("ns::most<int>(int, int)", kMost));
  EXPECT_TRUE(Matches("ns::most<int>", kMost));
  EXPECT_TRUE(Matches("ns::most", kMost));
  EXPECT_TRUE(Matches("ns::most(int, int)", kMost));
  EXPECT_TRUE(Matches("ns*", kMost));
  EXPECT_FALSE(Matches("ns::most<long>", kMost));
  EXPECT_FALSE(Matches("most", kMost));
  // ns::Box<int>::get() const
  EXPECT_TRUE(Matches("ns::Box<int>::get", "_ZNK2ns3BoxIiE3getEv"));
  EXPECT_FALSE(Matches("ns::Box::get", "_ZNK2ns3BoxIiE3getEv"));
}

TEST(CppNames, OperatorsKeepTheirAngles) {
  EXPECT_TRUE(Matches("ns::operator<<", "_ZN2nslsERNS_1AEi"));
  EXPECT_TRUE(Matches("ns::A::operator->", "_ZN2ns1AptEv"));
  EXPECT_FALSE(Matches("ns::A::operator-", "_ZN2ns1AptEv"));
  EXPECT_TRUE(Matches("ns::A::operator bool", "_ZNK2ns1AcvbEv"));
}

TEST(CppNames, TheStarOfAPointerCanBeMeant) {
  EXPECT_EQ(MatchCppName("f(char*)", "_Z1fPc"), CppMatch::Literal);
  EXPECT_EQ(MatchCppName("f(char*)", "_Z1fPPc"), CppMatch::Wildcard);
  EXPECT_EQ(MatchCppName("f(char**)", "_Z1fPPc"), CppMatch::Literal);
}

TEST(CppNames, ThunksAndPartsAreNotTheFunction) {
  EXPECT_FALSE(Matches("B::f", "_ZThn16_N1B1fEv"));
  EXPECT_TRUE(Matches("non-virtual thunk to B::f()", "_ZThn16_N1B1fEv"));
  EXPECT_FALSE(Matches("foo::bar", "_ZN3foo3barEi.cold"));
  EXPECT_FALSE(Matches("foo::bar", "_ZN3foo3barEi.part.0"));
  EXPECT_TRUE(Matches("foo::bar", "_ZN3foo3barEi.constprop.0"));
}

TEST(CppNames, OtherSymbolsAreTakenAsTheyAre) {
  EXPECT_TRUE(Matches("main", "main"));
  EXPECT_FALSE(Matches("x", "_Zbroken"));
}

TEST(CppNames, PlainNamesAreWhatPeopleCallThem) {
  EXPECT_EQ(PlainCppName("_ZN2ns4mostIiEET_S1_S1_"), "ns::most");
  EXPECT_EQ(PlainCppName("_ZN3foo3barEi"), "foo::bar");
  EXPECT_EQ(PlainCppName("main"), "");
  EXPECT_EQ(DemangledName("_ZN3foo3barEi"), "foo::bar(int)");
  EXPECT_EQ(DemangledName("main"), "main");
}

}  // namespace
}  // namespace sonde
