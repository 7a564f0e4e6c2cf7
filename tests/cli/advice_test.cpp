// Covers src/cli/advice.cpp.
#include "cli/advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Advice, QuotesWordsAsAShellNeedsThem) {
  EXPECT_EQ(QuotedWord("a-b.c"), "a-b.c");
  EXPECT_EQ(QuotedWord("a b"), "'a b'");
  EXPECT_EQ(QuotedWord("a'b"), "'a'\\''b'");
  EXPECT_EQ(QuotedWord(""), "''");
}

TEST(Advice, KnowsAScriptWithoutE) {
  EXPECT_THAT(AdviseFile("begin { exit() }", {}, true),
              ElementsAre(HasSubstr("sonde -e 'begin { exit() }'")));
  EXPECT_THAT(AdviseFile("begin", {"{", "exit()", "}"}, true), ElementsAre(HasSubstr("'begin { exit() }'")));
  EXPECT_THAT(AdviseFile("count.bt", {}, false), ElementsAre(HasSubstr("not in this folder")));
}

TEST(Advice, KnowsOptionsOfOtherTools) {
  EXPECT_THAT(AdviseOption("--json", {}), ElementsAre(HasSubstr("-f json")));
  EXPECT_THAT(AdviseOption("--verbsoe", {"--verbose"}), ElementsAre(HasSubstr("did you mean --verbose?")));
  EXPECT_THAT(AdviseOption("--n=5", {"--verbose"}), ElementsAre(HasSubstr("-- --n=5")));
}

TEST(Advice, ReadsCommandsAsAShellWould) {
  EXPECT_THAT(AdviseCommand("echo a | cat", {}), ElementsAre(HasSubstr("sh -c \"echo a | cat\"")));
  EXPECT_THAT(AdviseCommand("sh -c \"echo a | cat\"", {}), IsEmpty());
  EXPECT_THAT(AdviseCommand("sleep", {"1"}), ElementsAre(HasSubstr("-c 'sleep 1'")));
  EXPECT_THAT(AdviseCommand("sleep 1", {"5"}), IsEmpty());
}

}  // namespace
}  // namespace sonde
