// Tests of WildcardMatch.
#include <gtest/gtest.h>

#include "base/wildcard.h"

namespace sonde {
namespace {

TEST(Wildcard, StarIsAnyText) {
  EXPECT_TRUE(WildcardMatch("vfs_*", "vfs_read"));
  EXPECT_TRUE(WildcardMatch("vfs_*", "vfs_"));
  EXPECT_TRUE(WildcardMatch("*read*", "vfs_readv"));
  EXPECT_TRUE(WildcardMatch("a*b*c", "aXbYbZc"));
  EXPECT_TRUE(WildcardMatch("*", ""));
  EXPECT_TRUE(WildcardMatch("**", "x"));
  EXPECT_FALSE(WildcardMatch("vfs_*", "xvfs_read"));
  EXPECT_FALSE(WildcardMatch("*b", "ba"));
  EXPECT_FALSE(WildcardMatch("", "x"));
  EXPECT_TRUE(WildcardMatch("", ""));
}

TEST(Wildcard, NothingElseIsSpecial) {
  EXPECT_FALSE(WildcardMatch("vfs_?ead", "vfs_read"));
  EXPECT_FALSE(WildcardMatch("[v]fs", "vfs"));
  EXPECT_TRUE(WildcardMatch("a.b", "a.b"));
}

TEST(Wildcard, ManyStarsTakeNoTime) {
  std::string pattern;
  for (int i = 0; i < 200; ++i)
    pattern += "*a";
  EXPECT_FALSE(WildcardMatch(pattern, std::string(5000, 'a') + "b"));
}

}  // namespace
}  // namespace sonde
