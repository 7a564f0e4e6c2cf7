// Tests of src/host/tracefs.h and files.h: format files, lists of events.
#include "host/tracefs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "host/files.h"
#include "support/test_dir.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;

TEST(Format, ReadsFields) {
  const auto text = ReadTextFile(SONDE_TEST_DIR "/support/host/tracepoints/sched/sched_switch");
  ASSERT_TRUE(text.ok());
  const auto format = ParseTracepointFormat(*text);
  ASSERT_TRUE(format.ok());
  EXPECT_NE(format->id, 0u);
  ASSERT_EQ(format->fields.size(), 11u);
  EXPECT_EQ(format->fields[3].name, "common_pid");
  EXPECT_TRUE(format->fields[3].is_signed);
  EXPECT_EQ(format->fields[4].c_type, "char[16]");
  EXPECT_EQ(format->fields[4].name, "prev_comm");
  EXPECT_EQ(format->fields[4].offset, 8u);
  EXPECT_EQ(format->fields[4].size, 16u);
}

TEST(Format, ReadsDeclarationsOfAllShapes) {
  const auto format = ParseTracepointFormat(
      "name: x\nID: 7\nformat:\n"
      "\tfield:const char * filename;\toffset:8;\tsize:8;\tsigned:0;\n"
      "\tfield:__data_loc char[] text;\toffset:16;\tsize:4;\tsigned:0;\n"
      "\tfield:unsigned long args[6];\toffset:24;\tsize:48;\tsigned:0;\n"
      "\tfield:u8 m[2][3];\toffset:72;\tsize:6;\tsigned:0;\n"
      "\tfield:struct foo *p;\toffset:80;\tsize:8;\n"
      "\tfield:broken\n"
      "\tfield:int no_numbers;\n");
  ASSERT_TRUE(format.ok());
  ASSERT_EQ(format->fields.size(), 5u);
  EXPECT_EQ(format->id, 7u);
  EXPECT_EQ(format->fields[0].c_type, "const char *");
  EXPECT_EQ(format->fields[1].c_type, "__data_loc char[]");
  EXPECT_EQ(format->fields[1].name, "text");
  EXPECT_EQ(format->fields[2].c_type, "unsigned long[6]");
  EXPECT_EQ(format->fields[3].c_type, "u8[2][3]");
  EXPECT_EQ(format->fields[4].c_type, "struct foo *");
  EXPECT_EQ(format->fields[4].name, "p");
}

TEST(Format, RefusesOtherText) {
  EXPECT_FALSE(ParseTracepointFormat("").ok());
  EXPECT_FALSE(ParseTracepointFormat("field:;;;offset:size:").ok());
}

TEST(Events, MatchBothParts) {
  const char* lines = "sched:sched_switch\nsyscalls:sys_enter_read\nirq:softirq_entry\nsched:a\nbroken\n";
  EXPECT_THAT(MatchEventLines(lines, "sched", "*"),
              ElementsAre(EventName("sched", "a"), EventName("sched", "sched_switch")));
  EXPECT_THAT(MatchEventLines(lines, "*", "*read"), ElementsAre(EventName("syscalls", "sys_enter_read")));
}

TEST(TracefsTest, TheRunningKernels) {
  Tracefs tracefs;
  auto root = tracefs.Root();
  if (!root) {
    EXPECT_FALSE(root.error().hints.empty());
    GTEST_SKIP() << root.error().Text();
  }
  EXPECT_THAT(tracefs.Match("sched", "sched_switch"), ElementsAre(EventName("sched", "sched_switch")));
  EXPECT_GT(tracefs.Match("sched", "*").size(), 5u);
  EXPECT_TRUE(tracefs.Match("..", "sched_switch").empty());
  EXPECT_TRUE(tracefs.Match("sched/..", "sched").empty());
  EXPECT_FALSE(tracefs.Format("..", "sched/sched_switch").ok());
  EXPECT_TRUE(tracefs.Format("sched", "sched_switch").ok());
  EXPECT_FALSE(tracefs.Format("sched", "no_such_event").ok());
}

TEST(Files, WordsAndLines) {
  EXPECT_THAT(SplitWords("  a\tbc  d "), ElementsAre("a", "bc", "d"));
  std::vector<std::string> lines;
  ForEachLine("one\n\nthree", [&](std::string_view line) { lines.emplace_back(line); });
  EXPECT_THAT(lines, ElementsAre("one", "", "three"));
  EXPECT_FALSE(ReadTextFile("/no/such/file").ok());
  EXPECT_FALSE(ReadTextFile("/").ok());
}

}  // namespace
}  // namespace sonde
