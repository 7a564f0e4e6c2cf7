// Tests of src/probes/attach_point.cpp, probe_names.cpp: types of probes and their parts.
#include "probes/attach_point.h"

#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;

class AttachPointTest : public ProbeTest {};

TEST_F(AttachPointTest, TypeNamesInAnyCaseAbbreviationsExactly) {
  EXPECT_EQ(Parse("BEGIN"), "begin");
  EXPECT_EQ(Parse("KProbe:f"), "kprobe:f");
  EXPECT_EQ(Parse("kr:f"), "kretprobe:f");
  EXPECT_EQ(Parse("i:s:1"), "interval:s:1");
  EXPECT_EQ(Parse("K:f"), "Invalid provider: K");
  EXPECT_EQ(Parse("foo:f"), "Invalid probe type: foo");
  EXPECT_EQ(Parse(""), "Invalid probe type: ");
  EXPECT_EQ(Parse("\"i:ms:10\""), "Invalid probe type: i:ms:10");
  EXPECT_EQ(Parse("asyncwatch:x"), "Invalid probe type: asyncwatch");
}

TEST_F(AttachPointTest, GuessesMisspelledTypes) {
  EXPECT_EQ(Parse("tracepiont:a:b"), "Invalid probe type: tracepiont");
  EXPECT_THAT(hints_, ElementsAre("did you mean tracepoint?"));
}

TEST_F(AttachPointTest, CountsParts) {
  EXPECT_EQ(Parse("interval:s:1:2"), "interval probe type requires 1 or 2 arguments, found 3");
  EXPECT_EQ(Parse("interval"), "interval probe type requires 1 or 2 arguments, found 0");
  EXPECT_EQ(Parse("tracepoint:x"), "tracepoint probe type requires 2 arguments, found 1");
  EXPECT_EQ(Parse("begin:x"), "begin probe type requires 0 arguments, found 1");
  EXPECT_EQ(Parse("begin:*"), "begin");
  EXPECT_EQ(Parse("uprobe:main"), "uprobe probe type requires 2 or 3 arguments, found 1");
  EXPECT_EQ(Parse("kprobe:a:b:c"), "kprobe probe type requires 1 or 2 arguments, found 3");
}

TEST_F(AttachPointTest, UserNamesStandBeforeTheType) {
  const auto spec = ParseSpec("mine=kprobe:f");
  ASSERT_TRUE(spec.has_value());
  EXPECT_EQ(spec->user_name, "mine");
  EXPECT_EQ(spec->name, "kprobe:f");
  EXPECT_EQ(Parse("=kprobe:f"), "invalid probe name: ");
  EXPECT_EQ(Parse("a-b=kprobe:f"), "invalid probe name: a-b");
}

TEST_F(AttachPointTest, WildcardTypesExpand) {
  EXPECT_THAT(ExpandProbeType("t*point:sched:*", context_), ElementsAre("tracepoint:sched:*"));
  EXPECT_THAT(ExpandProbeType("*:sched_switch", context_),
              ElementsAre("software:sched_switch", "hardware:sched_switch", "iter:sched_switch",
                          "rawtracepoint:sched_switch", "kprobe:sched_switch", "fentry:sched_switch"));
  EXPECT_THAT(ExpandProbeType("*:/bin/x:f", context_), ElementsAre("uprobe:/bin/x:f", "usdt:/bin/x:f"));
  EXPECT_THAT(ExpandProbeType("kprobe:f*", context_), ElementsAre("kprobe:f*"));
  EXPECT_EQ(Parse("t*point:sched:*"), "tracepoint:sched:*");
  EXPECT_EQ(Parse("zz*:a"), "Invalid probe type: zz*");
  EXPECT_THAT(Parse("*probe*:s*"), ::testing::HasSubstr("kprobe:s*"));
}

TEST_F(AttachPointTest, RangesAreOfThePart) {
  Parse("interval:parsec:10");
  ASSERT_EQ(ranges_.size(), 1u);
  EXPECT_EQ(ranges_[0], (SourceRange{9, 15}));
}

TEST_F(AttachPointTest, MissingPartsAreGuessed) {
  Parse("tracepoint:sched_switch");
  EXPECT_THAT(hints_, ElementsAre("did you mean tracepoint:sched:sched_switch?"));
  Parse("tracepoint:nothing_like_it");
  EXPECT_THAT(hints_, ElementsAre("for example: tracepoint:syscalls:sys_enter_openat"));
  Parse("uprobe:readline");
  EXPECT_THAT(hints_, ElementsAre("name the program: uprobe:PROGRAM:readline, or a process with -p",
                                  "of the C library it is uprobe:libc:readline"));
}

}  // namespace
}  // namespace sonde
