// Lookup of names and what a misspelt one meant.
#include "sema/names.h"

#include <gtest/gtest.h>

namespace sonde::sema {
namespace {

TEST(Names, Builtins) {
  EXPECT_EQ(FindBuiltin("pid")->id, BuiltinId::Pid);
  EXPECT_EQ(FindBuiltin("arg3")->id, BuiltinId::Arg);
  EXPECT_EQ(FindBuiltin("arg3")->argument, 3U);
  EXPECT_FALSE(FindBuiltin("arg"));
  EXPECT_FALSE(FindBuiltin("argN"));
  EXPECT_FALSE(FindBuiltin("arg9999"));
  EXPECT_FALSE(FindBuiltin("argx"));
  EXPECT_EQ(FindBuiltin("args")->id, BuiltinId::Args);
  EXPECT_FALSE(FindBuiltin(""));
}

TEST(Names, FunctionsAndMapFunctions) {
  EXPECT_EQ(FindFunction("printf"), FunctionId::Printf);
  EXPECT_FALSE(FindFunction("Printf"));
  EXPECT_EQ(FindAggregation("hist"), Aggregation::Hist);
  EXPECT_FALSE(FindAggregation(""));
  EXPECT_FALSE(FindAggregation("printf"));
}

TEST(Names, Suggestions) {
  EXPECT_EQ(Suggest("prinft", true).name, "printf");
  EXPECT_EQ(Suggest("coutn", true).name, "count");
  EXPECT_EQ(Suggest("comn", false).name, "comm");
  EXPECT_EQ(Suggest("nsec", false).name, "nsecs");
  EXPECT_EQ(Suggest("pdi", false).name, "pid");
  EXPECT_EQ(Suggest("qwertyuiop", false).name, "");
  EXPECT_EQ(Suggest("x", false).name, "");
  EXPECT_TRUE(Suggest("nsec", false).certain);
  EXPECT_FALSE(Suggest("prinf", true).certain);  // print, printf
}

}  // namespace
}  // namespace sonde::sema
