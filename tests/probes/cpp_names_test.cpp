// Tests of src/probes/cpp_names.h.
#include "probes/cpp_names.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TEST(CppNames, ParametersCountOnlyWhenWritten) {
  EXPECT_TRUE(MatchesCppName("foo::bar", "_ZN3foo3barEi"));
  EXPECT_TRUE(MatchesCppName("foo::bar(int)", "_ZN3foo3barEi"));
  EXPECT_FALSE(MatchesCppName("foo::bar(char)", "_ZN3foo3barEi"));
  EXPECT_TRUE(MatchesCppName("*bar", "_ZN3foo3barEi"));
  EXPECT_FALSE(MatchesCppName("foo", "_ZN3foo3barEi"));
}

TEST(CppNames, OtherSymbolsAreTakenAsTheyAre) {
  EXPECT_TRUE(MatchesCppName("main", "main"));
  EXPECT_FALSE(MatchesCppName("x", "_Zbroken"));
}

}  // namespace
}  // namespace sonde
